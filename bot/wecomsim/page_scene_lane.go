package wecomsim

import "image/color"

// A fire lane between two blocks of flats: a car stands on it, or nothing.

func paintLaneBlocked(c *canvas) {
	v := view{cx: 420, cy: 250, focus: 620, eye: 1.75}
	paintLane(c, v, rgb(0xb9cbd8), rgb(0xe4ebee), 0.92)
	carBack(c, v, 0.1, 8.2, rgb(0xb8463c))
	carBack(c, v, -0.15, 5.3, rgb(0xe9ecef))
}

func paintLaneFree(c *canvas) {
	v := view{cx: 330, cy: 205, focus: 560, eye: 2.1}
	paintLane(c, v, rgb(0x7fc0ee), rgb(0xdff1fb), 1.06)
	c.ellipse(rgb(0xfff3b8), 360, 60, 30, 30)
	c.ellipse(glass(0xfff3b8, 0.35), 360, 60, 52, 52)
}

func paintLane(c *canvas, v view, skyTop, skyLow color.NRGBA, light float64) {
	const near, far = 1.2, 40.0
	c.fade(skyTop, skyLow, box4(0, 0, sampleWidth, v.cy+12)...)
	c.rect(shade(rgb(0x8d9096), light), 0, v.cy, sampleWidth, sampleHeight-v.cy)
	c.poly(shade(rgb(0x7fae77), light), v.ground(-30, -3.2, 0, near, far)...)
	c.poly(shade(rgb(0x7fae77), light), v.ground(3.2, 30, 0, near, far)...)
	for _, side := range []float64{-1, 1} {
		block(c, v, side, 26, 38, rgb(0xcdb9a4), light)
		block(c, v, side, 14, 24, rgb(0xd8c2a0), light)
		block(c, v, side, 4, 12, rgb(0xcf9f83), light)
		for _, z := range []float64{25, 13} {
			tree(c, v.see(side*4.2, 0, z), v.focus/z)
		}
		kerb := side * 3.2
		c.poly(shade(rgb(0xc9ccd0), light), v.ground(kerb, kerb+side*0.3, 0.02, near, far)...)
		c.poly(rgb(0xf2c318), v.ground(side*2.1, side*2.28, 0, near, 30)...)
	}
	for z := 1.4; z < 26; z += 1.5 {
		for _, side := range []float64{-1, 1} { // hatching towards the kerb
			c.poly(rgb(0xf2c318), v.see(side*2.28, 0, z), v.see(side*3.1, 0, z+0.6), v.see(side*3.1, 0, z+0.9), v.see(side*2.28, 0, z+0.3))
		}
	}
	paintLaneWords(c, v)
}

// paintLaneWords writes on the road, to be read by those who drive in.
func paintLaneWords(c *canvas, v view) {
	const far, deep, letter = 4.7, 1.25, 0.82
	c.write(rgb(0xf7d13d), 8, func(p pt) pt {
		return v.see(-1.83+p.x/100*letter, 0, far-p.y/100*deep)
	}, 116, "消防通道")
}

func block(c *canvas, v view, side, z0, z1 float64, col color.NRGBA, light float64) {
	const top, floor = 13.0, 2.9
	x := side * 5.2
	wall := shade(col, light)
	c.poly(shade(wall, 0.86), v.wall(x, 0, top, z0, z1)...)
	c.poly(shade(wall, 0.6), v.wall(x, 0, 0.9, z0, z1)...)
	outer := x + side*9
	c.poly(wall, v.front(min(x, outer), max(x, outer), 0, top, z0)...)
	for level := range 4 {
		y := 1.2 + floor*float64(level)
		for z := z0 + 0.8; z < z1-1; z += 2.2 {
			c.poly(rgb(0xf4f1ea), v.wall(x, y-0.1, y+1.6, z-0.1, z+1.3)...)
			c.fade(rgb(0x8fb8d2), rgb(0x5d88a6), v.wall(x, y, y+1.5, z, z+1.2)...)
		}
		for i := range 3 {
			a := x + side*(1.2+2.4*float64(i))
			b := a + side*1.3
			c.poly(rgb(0xf4f1ea), v.front(min(a, b)-0.1, max(a, b)+0.1, y-0.1, y+1.6, z0)...)
			c.poly(rgb(0x6f9bb8), v.front(min(a, b), max(a, b), y, y+1.5, z0)...)
		}
	}
}

func tree(c *canvas, foot pt, metre float64) {
	c.shadow(foot.x, foot.y, metre*1.1, metre*0.18)
	c.rect(rgb(0x6f4e37), foot.x-metre*0.12, foot.y-metre*1.6, metre*0.24, metre*1.6)
	for i, b := range []pt{{-0.55, -2.0}, {0.55, -2.0}, {0, -2.7}, {0, -1.9}} {
		c.ellipse(shade(rgb(0x4f9a55), 0.9+0.08*float64(i)), foot.x+b.x*metre, foot.y+b.y*metre, metre*0.85, metre*0.75)
	}
}

// carBack is a car of 1.8 metres seen from behind.
func carBack(c *canvas, v view, x, z float64, col color.NRGBA) {
	foot := v.see(x, 0, z)
	p := at(foot.x, foot.y, v.focus/z*1.9/200)
	unit := v.focus / z * 1.9 / 200
	c.shadow(foot.x, foot.y, 118*unit, 14*unit)
	c.shape(rgb(0x17191c), p, "M -90 0 L -90 -40 L -58 -40 L -58 0 Z M 58 0 L 58 -40 L 90 -40 L 90 0 Z")
	c.shape(shade(col, 0.92), p, "M -76 -98 Q -66 -150 -52 -156 L 52 -156 Q 66 -150 76 -98 Z")
	c.shape(rgb(0x2e3b46), p, "M -64 -100 Q -58 -140 -48 -146 L 48 -146 Q 58 -140 64 -100 Z")
	c.shape(glass(0xffffff, 0.25), p, "M -50 -100 L -30 -146 L -8 -146 L -28 -100 Z")
	c.shape(col, p, "M -98 -20 L -98 -78 Q -94 -100 -76 -102 L 76 -102 Q 94 -100 98 -78 L 98 -20 Q 98 -12 90 -12 L -90 -12 Q -98 -12 -98 -20 Z")
	c.shape(shade(col, 0.82), p, "M -98 -46 L 98 -46 L 98 -20 Q 98 -12 90 -12 L -90 -12 Q -98 -12 -98 -20 Z")
	c.shape(rgb(0xc8202a), p, "M -96 -86 L -62 -84 L -58 -66 L -97 -64 Z M 96 -86 L 62 -84 L 58 -66 L 97 -64 Z")
	c.shape(rgb(0x2a63c8), p, "M -34 -72 L 34 -72 L 34 -52 L -34 -52 Z")
	c.stroke(rgb(0xffffff), 3*unit, p, "M -24 -62 L -10 -62 M -2 -62 L 24 -62")
	c.shape(rgb(0x3a3f45), p, "M -70 -26 L 70 -26 L 70 -20 L -70 -20 Z")
}
