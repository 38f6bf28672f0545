package roster

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"gridwarden/safety"
)

// Limits of a workbook (promises.md S23).
const (
	MaxPacked   = 20 << 20  // bytes of the file
	MaxUnpacked = 200 << 20 // bytes of all its parts
	MaxRows     = 200_000   // rows of all sheets together
	maxParts    = 1000
	maxDepth    = 64 // of nested elements
	maxColumns  = 100
	maxCells    = 16384 // of one row: what Excel itself allows
)

// open takes a workbook apart after it has been found harmless. A file that
// cannot be used is a [safety.Refusal].
func open(r io.Reader) (*excelize.File, error) {
	packed, err := io.ReadAll(io.LimitReader(r, MaxPacked+1))
	if err != nil {
		return nil, fmt.Errorf("read workbook: %w", err)
	}
	if err := harmless(packed); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(packed), excelize.Options{UnzipSizeLimit: MaxUnpacked})
	if err != nil {
		return nil, refuseBroken()
	}
	return f, nil
}

func refuseBroken() error {
	return safety.Refuse("打不开这个文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再试")
}

// harmless looks at the package before anything is built from it: sizes, macros,
// and whether every part is well formed, because a broken sheet would be read up
// to the break as if it ended there.
func harmless(packed []byte) error {
	if len(packed) > MaxPacked {
		return safety.Refuse("文件超过 %d MB，太大了", MaxPacked>>20)
	}
	if bytes.HasPrefix(packed, []byte("\xD0\xCF\x11\xE0")) {
		return safety.Refuse("这是带密码的文件或旧版 .xls，请去掉密码，另存为 .xlsx 再试")
	}
	pack, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return safety.Refuse("这不是 .xlsx 文件，请用 Excel 或 WPS 另存为 .xlsx 再试")
	}
	if len(pack.File) > maxParts {
		return safety.Refuse("文件里的内容太多，请只保留名册的几个工作表")
	}
	var unpacked uint64
	for _, part := range pack.File {
		if strings.HasSuffix(strings.ToLower(part.Name), "vbaproject.bin") {
			return safety.Refuse("文件里有宏，请另存为不带宏的 .xlsx 再试")
		}
		// The declared size can be believed: reading more than it fails.
		if unpacked += part.UncompressedSize64; part.UncompressedSize64 > MaxUnpacked || unpacked > MaxUnpacked {
			return safety.Refuse("文件解压后超过 %d MB，太大了", MaxUnpacked>>20)
		}
	}
	rows := 0
	for _, part := range pack.File {
		if !strings.HasSuffix(strings.ToLower(part.Name), ".xml") {
			continue
		}
		n, err := countRows(part)
		if err != nil {
			return err
		}
		if rows += n; rows > MaxRows {
			return safety.Refuse("所有工作表加起来超过 %d 行，太多了", MaxRows)
		}
	}
	return nil
}

// countRows walks through a part without keeping it.
func countRows(part *zip.File) (rows int, err error) {
	body, err := part.Open()
	if err != nil {
		return 0, refuseBroken()
	}
	defer body.Close()
	d, depth, cells := xml.NewDecoder(body), 0, 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 {
			return rows, nil
		}
		if err != nil {
			return 0, refuseBroken()
		}
		switch element := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			depth++
			switch element.Name.Local {
			case "row":
				rows, cells = rows+1, 0
			case "c":
				cells++
			}
		}
		switch {
		case depth < 0 || depth > maxDepth:
			return 0, refuseBroken()
		case rows > MaxRows:
			return 0, safety.Refuse("工作表超过 %d 行（只有格式的空行也算），太多了", MaxRows)
		case cells > maxCells:
			return 0, safety.Refuse("工作表里有一行的列数太多，请只保留模板里的列")
		}
	}
}
