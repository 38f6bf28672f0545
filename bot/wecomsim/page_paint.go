package wecomsim

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/vector"
)

// A canvas is a picture being drawn with filled, smooth-edged shapes. Lengths
// are pixels, x to the right, y down.
type canvas struct {
	img *image.RGBA
	ink *vector.Rasterizer
}

func newCanvas(width, height int) *canvas {
	c := &canvas{img: image.NewRGBA(image.Rect(0, 0, width, height)), ink: vector.NewRasterizer(width, height)}
	draw.Draw(c.img, c.img.Bounds(), image.White, image.Point{}, draw.Src)
	return c
}

// A pt is a point of the canvas, or of a drawing that is placed on it.
type pt struct{ x, y float64 }

// A placing moves the points of a drawing to where they belong on the canvas.
type placing func(pt) pt

// at places a drawing with its origin at x, y, enlarged by scale.
func at(x, y, scale float64) placing {
	return func(p pt) pt { return pt{x + p.x*scale, y + p.y*scale} }
}

// flipped is at with left and right exchanged.
func flipped(x, y, scale float64) placing {
	return func(p pt) pt { return pt{x - p.x*scale, y + p.y*scale} }
}

// rgb reads a colour written as on the web: 0xRRGGBB.
func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}

// glass is rgb that lets what is below shine through; alpha 0 is invisible.
func glass(hex uint32, alpha float64) color.NRGBA {
	c := rgb(hex)
	c.A = uint8(alpha * 255)
	return c
}

// shade darkens (below 1) or lightens (above 1) a colour.
func shade(c color.NRGBA, by float64) color.NRGBA {
	f := func(v uint8) uint8 { return uint8(min(255, float64(v)*by)) }
	return color.NRGBA{f(c.R), f(c.G), f(c.B), c.A}
}

// poly fills the polygon through the points.
func (c *canvas) poly(col color.Color, ps ...pt) { c.fill(imageOf(col), ps) }

// fade fills the polygon with a colour that runs from top to bottom of it.
func (c *canvas) fade(top, bottom color.NRGBA, ps ...pt) {
	low, high := ps[0].y, ps[0].y
	for _, p := range ps {
		low, high = min(low, p.y), max(high, p.y)
	}
	c.fill(&fading{top, bottom, low, max(high-low, 1)}, ps)
}

// fill fills one or more closed outlines, which may overlap, in one stroke of
// the brush: all are turned the same way round, so none cuts a hole in another.
func (c *canvas) fill(src image.Image, outlines ...[]pt) {
	area := extent(outlines).Intersect(c.img.Bounds())
	if area.Empty() {
		return
	}
	c.ink.Reset(area.Dx(), area.Dy())
	for _, o := range outlines {
		for i, p := range clockwise(o) {
			x, y := float32(p.x-float64(area.Min.X)), float32(p.y-float64(area.Min.Y))
			if i == 0 {
				c.ink.MoveTo(x, y)
				continue
			}
			c.ink.LineTo(x, y)
		}
		c.ink.ClosePath()
	}
	c.ink.Draw(c.img, area, src, area.Min)
}

// extent is the smallest piece of the canvas that holds all outlines.
func extent(outlines [][]pt) image.Rectangle {
	var all image.Rectangle
	for _, o := range outlines {
		for _, p := range o {
			x, y := int(math.Floor(p.x)), int(math.Floor(p.y))
			all = all.Union(image.Rect(x, y, x+2, y+2))
		}
	}
	return all
}

func imageOf(col color.Color) image.Image { return image.NewUniform(col) }

func clockwise(ps []pt) []pt {
	area := 0.0
	for i, p := range ps {
		q := ps[(i+1)%len(ps)]
		area += p.x*q.y - q.x*p.y
	}
	if area >= 0 {
		return ps
	}
	turned := make([]pt, len(ps))
	for i, p := range ps {
		turned[len(ps)-1-i] = p
	}
	return turned
}

func (c *canvas) rect(col color.Color, x, y, w, h float64) { c.poly(col, box4(x, y, w, h)...) }

func box4(x, y, w, h float64) []pt { return []pt{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}} }

// round is rect with corners of radius r.
func (c *canvas) round(col color.Color, x, y, w, h, r float64) {
	r = min(r, w/2, h/2)
	var ps []pt
	for i, m := range []pt{{x + w - r, y + h - r}, {x + r, y + h - r}, {x + r, y + r}, {x + w - r, y + r}} {
		for k := range 9 {
			a := math.Pi / 2 * (float64(i) + float64(k)/8)
			ps = append(ps, pt{m.x + r*math.Cos(a), m.y + r*math.Sin(a)})
		}
	}
	c.poly(col, ps...)
}

func (c *canvas) ellipse(col color.Color, x, y, rx, ry float64) { c.poly(col, oval(x, y, rx, ry)...) }

func oval(x, y, rx, ry float64) []pt {
	ps := make([]pt, 48)
	for i := range ps {
		a := 2 * math.Pi * float64(i) / float64(len(ps))
		ps[i] = pt{x + rx*math.Cos(a), y + ry*math.Sin(a)}
	}
	return ps
}

// shadow darkens the ground softly under a thing.
func (c *canvas) shadow(x, y, rx, ry float64) {
	for i := range 6 {
		f := 1 - float64(i)*0.11
		c.ellipse(glass(0x000000, 0.07), x, y, rx*f, ry*f)
	}
}

// line draws through the points with a round pen.
func (c *canvas) line(col color.Color, width float64, ps ...pt) {
	var outlines [][]pt
	for i, p := range ps {
		outlines = append(outlines, oval(p.x, p.y, width/2, width/2))
		if i == 0 {
			continue
		}
		q := ps[i-1]
		dx, dy := p.x-q.x, p.y-q.y
		n := math.Hypot(dx, dy)
		if n == 0 {
			continue
		}
		nx, ny := -dy/n*width/2, dx/n*width/2
		outlines = append(outlines, []pt{{q.x + nx, q.y + ny}, {p.x + nx, p.y + ny}, {p.x - nx, p.y - ny}, {q.x - nx, q.y - ny}})
	}
	c.fill(imageOf(col), outlines...)
}

// shape fills a drawing written as an SVG path of absolute M, L, Q, C and Z.
func (c *canvas) shape(col color.Color, place placing, path string) {
	c.fill(imageOf(col), trace(place, path)...)
}

// stroke draws along such a path with a round pen.
func (c *canvas) stroke(col color.Color, width float64, place placing, path string) {
	for _, o := range trace(place, path) {
		c.line(col, width, o...)
	}
}

// trace turns a path into lines of points. Paths are constants of this package,
// so a mistake in one is a mistake of the program.
func trace(place placing, path string) (outlines [][]pt) {
	var cmd string
	var nums []float64
	var here []pt // unplaced
	need := map[string]int{"M": 2, "L": 2, "Q": 4, "C": 6}
	for _, word := range strings.Fields(path) {
		if n, err := strconv.ParseFloat(word, 64); err == nil {
			nums = append(nums, n)
		} else {
			cmd = word
			if (cmd == "M" || cmd == "Z") && len(here) > 0 {
				if cmd == "Z" {
					here = append(here, here[0])
				}
				outlines, here = append(outlines, placed(place, here)), nil
			}
			continue
		}
		if len(nums) < need[cmd] {
			continue
		}
		here = append(here, bend(here, nums)...)
		nums = nil
	}
	if len(here) > 0 {
		outlines = append(outlines, placed(place, here))
	}
	return outlines
}

// bend gives the points of the Bézier curve from the last of here through the
// given coordinates: two for a line, four or six for a curve.
func bend(here []pt, nums []float64) []pt {
	if len(nums) == 2 {
		return []pt{{nums[0], nums[1]}}
	}
	control := []pt{here[len(here)-1]}
	for i := 0; i < len(nums); i += 2 {
		control = append(control, pt{nums[i], nums[i+1]})
	}
	const steps = 14
	var out []pt
	for i := 1; i <= steps; i++ {
		t := float64(i) / steps
		ps := append([]pt(nil), control...)
		for n := len(ps) - 1; n > 0; n-- {
			for k := range n {
				ps[k] = pt{ps[k].x + t*(ps[k+1].x-ps[k].x), ps[k].y + t*(ps[k+1].y-ps[k].y)}
			}
		}
		out = append(out, ps[0])
	}
	return out
}

func placed(place placing, ps []pt) []pt {
	out := make([]pt, len(ps))
	for i, p := range ps {
		out[i] = place(p)
	}
	return out
}

// fading is a picture without end whose colour runs from top to bottom.
type fading struct {
	top, bottom  color.NRGBA
	from, length float64
}

func (f *fading) ColorModel() color.Model { return color.NRGBAModel }
func (f *fading) Bounds() image.Rectangle { return image.Rect(-1e6, -1e6, 1e6, 1e6) }
func (f *fading) At(_, y int) color.Color {
	t := min(1, max(0, (float64(y)-f.from)/f.length))
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + t*(float64(b)-float64(a))) }
	return color.NRGBA{mix(f.top.R, f.bottom.R), mix(f.top.G, f.bottom.G), mix(f.top.B, f.bottom.B), mix(f.top.A, f.bottom.A)}
}
