package wecomsim

import (
	"image/color"
	"math"
)

// A fire extinguisher on the wall: rusty, without pressure and out of date, or
// new, under pressure and in its cabinet.

func paintExtinguisherExpired(c *canvas) {
	c.fade(rgb(0xcfcabd), rgb(0xb5ae9f), box4(0, 0, 800, 470)...)
	c.fade(rgb(0x8b8479), rgb(0x77716a), box4(0, 470, 800, 130)...)
	c.rect(rgb(0x6b655c), 0, 462, 800, 10)
	c.stroke(rgb(0x9d968a), 3, at(0, 0, 1), "M 90 0 L 120 60 L 104 110 L 140 180 L 128 230 M 120 60 L 160 90")
	c.shape(glass(0x6d6455, 0.25), at(0, 0, 1), "M 520 0 C 560 80 520 140 560 200 C 600 260 700 200 800 260 L 800 0 Z")
	c.shadow(330, 548, 130, 18)
	extinguisher(c, at(330, 545, 1), rgb(0xa63a30), 205)
	for _, o := range []pt{{272, 500}, {300, 516}, {376, 488}, {388, 300}, {276, 330}, {362, 520}} {
		c.ellipse(glass(0x6b3d1e, 0.75), o.x, o.y, 15, 9)
		c.ellipse(glass(0x8c5a2b, 0.8), o.x+6, o.y-4, 7, 5)
	}
	c.stroke(glass(0xffffff, 0.5), 1.6, at(0, 0, 1), "M 150 0 L 260 140 M 150 0 L 300 60 M 190 50 Q 220 50 232 32 M 215 84 Q 252 76 262 46")
	tag(c, pt{600, 360}, "2016", rgb(0xd0262c))
	c.stroke(rgb(0xd0262c), 14, at(600, 446, 1), "M -28 -24 L 28 24 M 28 -24 L -28 24")
	c.stroke(rgb(0x6a645b), 3, at(0, 0, 1), "M 372 172 Q 470 300 592 274")
	gauge(c, pt{600, 130}, 205)
}

func paintExtinguisherNew(c *canvas) {
	c.fade(rgb(0xf7f5ee), rgb(0xeceadf), box4(0, 0, 800, 480)...)
	c.rect(rgb(0xa7cdb6), 0, 300, 800, 190)
	c.fade(rgb(0xd8d2c6), rgb(0xc4bdb0), box4(0, 490, 800, 110)...)
	c.rect(rgb(0x6d9a80), 0, 478, 800, 14)
	c.shadow(520, 585, 220, 10)
	c.round(rgb(0xc8161d), 310, 90, 420, 495, 14)
	c.round(rgb(0x9d1016), 332, 160, 376, 400, 6)
	c.fade(rgb(0xe9f2f5), rgb(0xc9d8de), box4(340, 168, 360, 384)...)
	c.write(rgb(0xffffff), 5, at(428, 104, 0.44), 130, "119")
	extinguisher(c, at(450, 550, 0.86), rgb(0xe0242b), 0)
	extinguisher(c, at(600, 550, 0.86), rgb(0xe0242b), 0)
	c.poly(glass(0xffffff, 0.3), pt{360, 168}, pt{440, 168}, pt{350, 400}, pt{340, 400})
	gauge(c, pt{160, 180}, 270)
	tag(c, pt{160, 400}, "2026", rgb(0x12924f))
	c.stroke(rgb(0x12924f), 14, at(160, 486, 1), "M -32 0 L -8 24 L 34 -26")
}

// extinguisher stands with the middle of its foot at the origin, 400 high.
// The needle is as in gauge; 0 leaves the gauge plain green.
func extinguisher(c *canvas, p placing, col color.NRGBA, needle float64) {
	unit := p(pt{1, 0}).x - p(pt{0, 0}).x
	c.stroke(rgb(0x202226), 15*unit, p, "M 22 -352 C 110 -380 120 -290 104 -220 L 92 -110")
	c.shape(rgb(0x101214), p, "M 80 -120 L 106 -116 L 110 -60 L 70 -64 Z")
	c.shape(col, p, "M -70 -12 L -70 -250 C -70 -300 -30 -304 -24 -322 L 24 -322 C 30 -304 70 -300 70 -250 L 70 -12 Q 70 0 56 0 L -56 0 Q -70 0 -70 -12 Z")
	c.shape(glass(0x000000, 0.16), p, "M 34 0 L 34 -300 C 52 -296 70 -284 70 -250 L 70 -12 Q 70 0 56 0 Z")
	c.shape(glass(0xffffff, 0.3), p, "M -56 -20 L -56 -250 Q -54 -276 -40 -284 L -40 -20 Z")
	c.shape(rgb(0x23262a), p, "M -70 -14 L 70 -14 L 70 -12 Q 70 0 56 0 L -56 0 Q -70 0 -70 -12 Z")
	c.shape(rgb(0xf6f3ea), p, "M -70 -220 L 70 -220 L 70 -90 L -70 -90 Z")
	c.shape(rgb(0xe8641b), p, "M 0 -206 C 34 -176 30 -150 30 -140 C 30 -118 14 -104 0 -104 C -16 -104 -30 -118 -30 -138 C -30 -156 -16 -160 -14 -178 C -2 -172 2 -190 0 -206 Z")
	c.shape(rgb(0xffc63a), p, "M 0 -160 C 14 -144 14 -136 14 -128 C 14 -116 8 -110 0 -110 C -8 -110 -14 -116 -14 -126 C -14 -136 -4 -140 0 -160 Z")
	c.shape(rgb(0x8f959b), p, "M -20 -322 L -20 -346 L 20 -346 L 20 -322 Z")
	c.stroke(rgb(0x2a2d31), 13*unit, p, "M -10 -352 L -92 -372 M -6 -350 L -86 -338")
	c.stroke(rgb(0xe3c044), 4*unit, p, "M 6 -376 L 6 -346 M 6 -386 C 22 -386 22 -370 6 -372 C -10 -370 -10 -386 6 -386")
	o := p(pt{22, -336})
	c.ellipse(rgb(0xd7dbdf), o.x, o.y, 15*unit, 15*unit)
	if needle == 0 {
		c.ellipse(rgb(0x2bb05c), o.x, o.y, 11*unit, 11*unit)
		return
	}
	c.ellipse(rgb(0xd0262c), o.x, o.y, 11*unit, 11*unit)
}

// gauge is the pressure gauge enlarged; the needle points to the given degrees,
// clockwise from the right: 205 is empty, 270 is well.
func gauge(c *canvas, o pt, needle float64) {
	c.shadow(o.x+4, o.y+8, 100, 98)
	c.ellipse(rgb(0x8d949b), o.x, o.y, 94, 94)
	c.ellipse(rgb(0xfdfdfb), o.x, o.y, 84, 84)
	for _, arc := range []struct {
		from, to float64
		col      uint32
	}{{190, 236, 0xd0262c}, {236, 304, 0x1fa65a}, {304, 350, 0xf0b429}} {
		var ps []pt
		for a := arc.from; a <= arc.to; a += 2 {
			ps = append(ps, towards(o, a, 62))
		}
		c.line(rgb(arc.col), 20, ps...)
	}
	c.line(rgb(0x17191c), 7, o, towards(o, needle, 60))
	c.ellipse(rgb(0x17191c), o.x, o.y, 11, 11)
	c.round(rgb(0xd7dbdf), o.x-30, o.y+36, 60, 14, 4)
}

func towards(o pt, degrees, length float64) pt {
	a := degrees * math.Pi / 180
	return pt{o.x + length*math.Cos(a), o.y + length*math.Sin(a)}
}

func tag(c *canvas, m pt, year string, col color.NRGBA) {
	c.shadow(m.x+4, m.y+30, 92, 130)
	c.round(rgb(0xfffdf3), m.x-86, m.y-110, 172, 250, 12)
	c.round(col, m.x-86, m.y-110, 172, 46, 12)
	c.ellipse(rgb(0xfffdf3), m.x, m.y-88, 9, 9)
	c.write(rgb(0x26292d), 7, at(m.x-72, m.y-44, 0.4), 90, year)
	c.rect(rgb(0xcfcabd), m.x-66, m.y+18, 132, 4)
}
