package wecom

import (
	"bytes"
	"encoding/binary"
)

// bare is a picture without what its file says besides the picture: where and
// when it was taken, with which device, a smaller copy of it. What goes out may
// be seen by many; who sent it in must not be found by it (promises.md S10). How
// the camera was held stays, or the picture would lie on its side. What is
// neither JPEG nor PNG stays as it is.
func bare(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xD8}):
		return bareJPEG(data)
	case bytes.HasPrefix(data, []byte(pngHead)):
		return barePNG(data)
	}
	return data
}

// Segments of a JPEG file (ITU-T T.81, B.1.1.3).
const (
	jpegScan    = 0xDA
	jpegComment = 0xFE
	jpegApp0    = 0xE0
	jpegExif    = 0xE1
	jpegColour  = 0xE2 // an ICC profile
	jpegAdobe   = 0xEE
	jpegApp15   = 0xEF
)

func bareJPEG(data []byte) []byte {
	out := append(make([]byte, 0, len(data)), data[:2]...)
	for at := 2; at+4 <= len(data) && data[at] == 0xFF; {
		marker, size := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		end := at + 2 + size
		switch {
		case marker == jpegScan || size < 2 || end > len(data):
			return append(out, data[at:]...)
		case marker == jpegExif:
			out = append(out, uprightness(data[at+4:end])...)
		case marker == jpegComment:
		case marker > jpegApp0 && marker <= jpegApp15 && marker != jpegColour && marker != jpegAdobe:
		default:
			out = append(out, data[at:end]...)
		}
		at = end
	}
	return data // no picture after all
}

// uprightness is an Exif segment that says nothing but how the camera was held;
// nothing if the one given does not say so.
func uprightness(exif []byte) []byte {
	const head = "Exif\x00\x00"
	tiff, ok := bytes.CutPrefix(exif, []byte(head))
	if !ok || len(tiff) < 8 {
		return nil
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	}
	const tag, short, entry = 0x0112, 3, 12
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return nil
	}
	n := int(order.Uint16(tiff[at:]))
	for at += 2; n > 0 && at+entry <= len(tiff); n, at = n-1, at+entry {
		if order.Uint16(tiff[at:]) != tag || order.Uint16(tiff[at+2:]) != short {
			continue
		}
		held := order.Uint16(tiff[at+8:])
		if held < 2 || held > 8 {
			return nil
		}
		segment := []byte{0xFF, jpegExif, 0, 0}
		segment = append(segment, head+"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"...)
		segment = append(segment, byte(held), 0, 0, 0, 0, 0, 0)
		binary.BigEndian.PutUint16(segment[2:], uint16(len(segment)-2))
		return segment
	}
	return nil
}

const pngHead = "\x89PNG\r\n\x1a\n"

// pngSays are the chunks of a PNG file that say something about the picture.
var pngSays = map[string]bool{"tEXt": true, "zTXt": true, "iTXt": true, "eXIf": true, "tIME": true}

func barePNG(data []byte) []byte {
	out := append(make([]byte, 0, len(data)), pngHead...)
	for at := len(pngHead); at+12 <= len(data); {
		size := int(binary.BigEndian.Uint32(data[at:]))
		end := at + 12 + size
		if size < 0 || end > len(data) {
			return append(out, data[at:]...)
		}
		if !pngSays[string(data[at+4:at+8])] {
			out = append(out, data[at:end]...)
		}
		at = end
	}
	return out
}
