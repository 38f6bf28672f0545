package wecomsim

import "image/color"

// The foot of a stairwell, seen from the side: with an electric bicycle
// charging under the stairs, and with the place kept free.

func paintStairwellBike(c *canvas) {
	paintStairwell(c, at(0, 0, 1), 0.95)
	socket(c, pt{560, 330})
	c.stroke(rgb(0x1f2328), 5, at(0, 0, 1), "M 560 346 C 560 470 470 520 420 520 C 350 520 330 500 300 486")
	electricBike(c, at(95, 300, 1.42))
	c.shape(rgb(0xf4c20d), at(566, 272, 0.9), "M 8 -18 L -8 4 L 0 4 L -6 20 L 12 -4 L 3 -4 Z")
}

func paintStairwellFree(c *canvas) {
	paintStairwell(c, flipped(800, 0, 1), 1.05)
	c.round(rgb(0xffffff), 470, 250, 130, 130, 8)
	c.ellipse(rgb(0xd7262b), 535, 315, 54, 54)
	c.ellipse(rgb(0xffffff), 535, 315, 42, 42)
	electricBike(c, at(494, 288, 0.29))
	c.line(rgb(0xd7262b), 11, pt{500, 280}, pt{570, 350})
	c.poly(glass(0xffffff, 0.25), pt{430, 520}, pt{640, 520}, pt{690, 570}, pt{450, 570})
}

func paintStairwell(c *canvas, p placing, light float64) {
	wall, paint, stone := shade(rgb(0xeeebe1), light), shade(rgb(0xa3c7b4), light), shade(rgb(0xaba69d), light)
	quad := func(col color.Color, x, y, w, h float64) { c.poly(col, placed(p, box4(x, y, w, h))...) }
	quad(wall, 0, 0, 800, 480)
	quad(paint, 0, 290, 800, 190)
	quad(shade(paint, 0.82), 0, 284, 800, 7)
	quad(shade(paint, 0.62), 0, 466, 800, 14)
	quad(shade(rgb(0xc4bdb1), light), 0, 480, 800, 120)
	for _, x := range []float64{-60, 120, 300, 480, 660} {
		c.line(shade(rgb(0xaea799), light), 1.5, p(pt{x + 60, 480}), p(pt{x - 20, 600}))
	}
	quad(shade(rgb(0xaea799), light), 0, 534, 800, 1.5)
	quad(rgb(0xffffff), 60, 60, 150, 150)
	c.fade(rgb(0xa9d8f5), rgb(0xe6f5fc), placed(p, box4(70, 70, 130, 130))...)
	quad(rgb(0xffffff), 131, 70, 8, 130)
	quad(rgb(0xffffff), 70, 131, 130, 8)
	const steps, going, rise = 9, 56.0, 34.0
	slab := []pt{{296, 480}}
	for i := range steps {
		x, y := 296+going*float64(i), 480-rise*float64(i)
		slab = append(slab, pt{x, y - rise}, pt{x + going, y - rise})
	}
	slab = append(slab, pt{800, 240}, pt{800, 270}, pt{430, 480})
	c.poly(stone, placed(p, slab)...)
	for i := range steps {
		x, y := 296+going*float64(i), 480-rise*float64(i+1)
		quad(shade(stone, 1.18), x-4, y, going+6, 8)
		quad(shade(stone, 0.82), x, y+8, 4, rise-8)
		c.line(rgb(0x565c63), 5, p(pt{x + 28, y}), p(pt{x + 28, y - 120}))
	}
	c.line(rgb(0x565c63), 3, p(pt{324, 394}), p(pt{800, 105}))
	c.line(rgb(0x7b4a2d), 15, p(pt{300, 340}), p(pt{324, 326}), p(pt{800, 37}))
	c.poly(glass(0x000000, 0.13), placed(p, []pt{{430, 480}, {800, 270}, {800, 480}})...)
}

func socket(c *canvas, m pt) {
	c.round(rgb(0xfafafa), m.x-26, m.y-26, 52, 52, 6)
	c.round(rgb(0xd9dcdf), m.x-26, m.y+20, 52, 6, 3)
	c.round(rgb(0x23262a), m.x-13, m.y-11, 26, 32, 5)
	c.ellipse(rgb(0x40c463), m.x+17, m.y-17, 4, 4)
}

func electricBike(c *canvas, p placing) {
	foot, side, unit := p(pt{150, 188}), p(pt{290, 188}), p(pt{1, 0}).x-p(pt{0, 0}).x
	c.shadow(foot.x, foot.y, side.x-foot.x, 12*unit)
	for _, x := range []float64{52, 252} {
		o := p(pt{x, 150})
		c.ellipse(rgb(0x1f2226), o.x, o.y, 37*unit, 37*unit)
		c.ellipse(rgb(0xb8bec4), o.x, o.y, 20*unit, 20*unit)
		c.ellipse(rgb(0x50565c), o.x, o.y, 9*unit, 9*unit)
	}
	blue := rgb(0x2f6fbf)
	c.shape(rgb(0x2a2d31), p, "M 100 120 L 214 120 L 214 156 L 110 156 Z")
	c.shape(blue, p, "M 34 130 L 54 84 L 150 84 Q 162 86 166 104 L 172 126 L 214 126 L 218 140 Q 210 150 190 150 L 112 150 Q 102 104 56 108 Q 42 112 34 130 Z")
	c.shape(shade(blue, 0.8), p, "M 112 150 Q 108 122 96 112 L 166 104 L 172 126 L 214 126 L 218 140 Q 210 150 190 150 Z")
	c.shape(shade(blue, 1.15), p, "M 208 136 L 222 38 Q 232 30 242 40 L 254 96 Q 258 120 242 134 Z")
	c.shape(blue, p, "M 208 146 Q 212 106 252 104 Q 290 106 296 140 L 284 138 Q 276 116 252 116 Q 226 116 222 148 Z")
	c.shape(rgb(0x23262a), p, "M 40 82 Q 46 64 80 66 L 150 70 Q 160 78 152 88 L 60 90 Q 42 92 40 82 Z")
	c.stroke(rgb(0x4b5056), 5*unit, p, "M 8 64 L 62 92 M 40 64 L 66 84")
	c.shape(rgb(0x3b4046), p, "M 4 30 L 52 30 Q 58 30 58 36 L 58 66 L -2 66 L -2 36 Q -2 30 4 30 Z")
	c.shape(rgb(0x555b62), p, "M -2 44 L 58 44 L 58 48 L -2 48 Z")
	c.stroke(rgb(0x23262a), 7*unit, p, "M 232 44 L 222 10 L 196 6")
	c.stroke(rgb(0x4b5056), 3.5*unit, p, "M 220 12 L 212 -14")
	mirror, lamp, tail := p(pt{208, -20}), p(pt{250, 62}), p(pt{38, 106})
	c.ellipse(rgb(0x23262a), mirror.x, mirror.y, 13*unit, 9*unit)
	c.ellipse(rgb(0xfff0ae), lamp.x, lamp.y, 9*unit, 14*unit)
	c.ellipse(rgb(0xd7262b), tail.x, tail.y, 8*unit, 6*unit)
}
