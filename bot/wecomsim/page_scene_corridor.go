package wecomsim

// The corridor of a residential building, looked along: green to shoulder
// height and white above, doors on both sides, a lit exit at its end.

func paintCorridorCluttered(c *canvas) {
	v := view{cx: 430, cy: 285, focus: 560, eye: 1.55}
	paintCorridor(c, v, 0.93)
	c.brick(v, brick{0.5, 1.2, 0, 1.5, 7.2, 8}, rgb(0x8a6a4a))
	c.line(rgb(0x6d5238), 2, v.see(0.85, 0.1, 7.2), v.see(0.85, 1.4, 7.2))
	c.carton(v, brick{-1.2, -0.45, 0, 0.55, 5.6, 6.3})
	c.carton(v, brick{-1.15, -0.6, 0.55, 1.05, 5.6, 6.3})
	c.shadow(v.see(-0.7, 0, 3.7).x, v.see(0, 0, 3.7).y, 130, 20)
	c.carton(v, brick{-1.2, -0.4, 0, 0.6, 3.7, 4.5})
	c.carton(v, brick{-1.18, -0.55, 0.6, 1.1, 3.75, 4.4})
	c.carton(v, brick{-1.1, -0.62, 1.1, 1.45, 3.8, 4.3})
	bicycle(c, at(512, 322, 1.0))
	sack(c, v.see(-0.42, 0, 3.05), 84, 0x7b8fa8)
	sack(c, v.see(-0.14, 0, 2.85), 70, 0xb9695a)
	c.carton(v, brick{-1.2, -0.66, 0, 0.42, 2.2, 2.8})
	stool(c, v.see(0.12, 0, 3.2))
}

func paintCorridorClear(c *canvas) {
	v := view{cx: 352, cy: 262, focus: 500, eye: 1.5}
	paintCorridor(c, v, 1.04)
	for _, z := range []float64{2, 4.5, 7.5} { // the gleam of a mopped floor
		c.poly(glass(0xffffff, 0.22), v.ground(-0.35, 0.35, 0, z, z+1.1)...)
	}
}

func paintCorridor(c *canvas, v view, light float64) {
	const half, top, far = 1.2, 2.55, 15.0
	near := 0.7
	wall, paint, floor := shade(rgb(0xf1ede2), light), shade(rgb(0x9cc5a6), light), shade(rgb(0xb9b2a6), light)
	c.fade(shade(floor, 1.05), shade(floor, 0.8), v.ground(-half, half, 0, near, far)...)
	c.fade(shade(wall, 0.9), wall, v.ground(-half, half, top, near, far)...)
	for _, side := range []float64{-half, half} {
		c.poly(shade(wall, 0.97), v.wall(side, 0, top, near, far)...)
		c.poly(paint, v.wall(side, 0, 1.2, near, far)...)
		c.poly(shade(paint, 0.8), v.wall(side, 1.2, 1.24, near, far)...)
		c.poly(shade(paint, 0.6), v.wall(side, 0, 0.1, near, far)...)
	}
	for z := 1.0; z < far; z++ {
		c.line(shade(floor, 0.86), 1.4, v.see(-half, 0, z), v.see(half, 0, z))
	}
	for _, x := range []float64{-0.6, 0, 0.6} {
		c.line(shade(floor, 0.86), 1.4, v.see(x, 0, near), v.see(x, 0, far))
	}
	for _, z := range []float64{10.5, 7.2, 4, 1.6} {
		for _, side := range []float64{-half, half} {
			c.poly(shade(rgb(0x5d4331), light), v.wall(side, 0, 2.08, z, z+1)...)
			c.poly(shade(rgb(0x8b5e3c), light), v.wall(side, 0, 2.02, z+0.06, z+0.94)...)
			c.poly(shade(rgb(0x7a5134), light), v.wall(side, 1.15, 1.85, z+0.2, z+0.8)...)
			knob := v.see(side, 1, z+0.2)
			c.ellipse(rgb(0xd9b45a), knob.x, knob.y, 12/z, 16/z)
		}
		c.poly(rgb(0xfffbe6), v.ground(-0.25, 0.25, top-0.02, z, z+1.2)...)
		c.poly(glass(0xfff6c8, 0.22), v.ground(-0.5, 0.5, top-0.02, z-0.2, z+1.4)...)
	}
	corridorEnd(c, v, light)
}

// corridorEnd paints the end wall with its window and the exit sign before it.
func corridorEnd(c *canvas, v view, light float64) {
	const far = 15.0
	c.poly(shade(rgb(0xdcd8cc), light), v.front(-1.2, 1.2, 0, 2.55, far)...)
	c.poly(shade(rgb(0x88b393), light), v.front(-1.2, 1.2, 0, 1.2, far)...)
	c.fade(rgb(0xbfe3f7), rgb(0xeaf7fd), v.front(-0.7, 0.7, 0.9, 2.2, far)...)
	c.line(rgb(0xffffff), 2, v.see(0, 0.9, far), v.see(0, 2.2, far))
	sign := v.see(0, 2.32, 5)
	w := 0.5 * v.focus / 5
	c.line(rgb(0x777777), 2, pt{sign.x - w*0.7, sign.y - 16}, pt{sign.x - w*0.7, sign.y - 40})
	c.line(rgb(0x777777), 2, pt{sign.x + w*0.7, sign.y - 16}, pt{sign.x + w*0.7, sign.y - 40})
	c.round(rgb(0x0b8f4d), sign.x-w, sign.y-18, 2*w, 36, 4)
	c.write(rgb(0xffffff), 2.6, at(sign.x-w+7, sign.y-12, 0.24), 108, "出口")
	c.shape(rgb(0xffffff), at(sign.x+w-34, sign.y-12, 1), "M 0 9 L 14 9 L 14 2 L 27 12 L 14 22 L 14 15 L 0 15 Z")
}

func bicycle(c *canvas, p placing) {
	foot := p(pt{70, 190})
	c.shadow(foot.x, foot.y, 110, 12)
	for _, x := range []float64{0, 150} {
		o := p(pt{x, 130})
		c.ellipse(rgb(0x24272b), o.x, o.y, 56, 58)
		c.ellipse(rgb(0x9fb3a8), o.x, o.y, 49, 51)
		for _, d := range []pt{{49, 0}, {0, 51}, {35, 36}, {35, -36}} {
			c.line(rgb(0xd4d8da), 1.3, pt{o.x - d.x, o.y - d.y}, pt{o.x + d.x, o.y + d.y})
		}
		c.ellipse(rgb(0x444a50), o.x, o.y, 7, 7)
	}
	c.stroke(rgb(0xc23b33), 8, p, "M 0 130 L 46 52 L 124 48 L 66 132 L 0 130 M 46 52 L 66 132 M 150 130 L 116 20")
	c.stroke(rgb(0x2c2f33), 6, p, "M 116 20 Q 108 8 88 14 M 46 52 L 40 36")
	c.shape(rgb(0x2c2f33), p, "M 20 36 Q 40 24 62 32 Q 60 42 40 42 Q 26 44 20 36 Z")
	c.stroke(rgb(0x5b6066), 3, p, "M 118 40 L 176 40 L 168 78 L 126 78 Z M 122 58 L 172 58 M 138 40 L 140 78 M 156 40 L 154 78")
	c.stroke(rgb(0x55595e), 5, p, "M 56 122 L 80 146 M 72 148 L 90 146")
}

func sack(c *canvas, foot pt, size float64, hex uint32) {
	c.shadow(foot.x, foot.y, size*0.62, 12)
	p := at(foot.x, foot.y, size/100)
	c.shape(rgb(hex), p, "M -50 0 C -66 -50 -40 -80 -12 -92 L 12 -92 C 44 -78 66 -46 50 0 Z")
	c.shape(shade(rgb(hex), 0.82), p, "M 10 0 C 30 -30 34 -60 10 -90 C 44 -78 66 -46 50 0 Z")
	c.shape(shade(rgb(hex), 1.1), p, "M -22 -112 Q 0 -100 22 -114 L 10 -90 L -12 -90 Z")
	c.stroke(shade(rgb(hex), 0.6), 4, p, "M -14 -91 L 14 -91")
}

func stool(c *canvas, foot pt) {
	c.shadow(foot.x, foot.y, 44, 8)
	p := at(foot.x, foot.y, 1)
	c.stroke(rgb(0xb32626), 8, p, "M -30 0 L -22 -64 M 30 0 L 22 -64 M -14 -8 L -10 -64 M 14 -8 L 10 -64 M -27 -24 L 27 -24")
	c.shape(rgb(0xd83a34), p, "M -36 -64 L -28 -82 L 28 -82 L 36 -64 Z")
	c.shape(rgb(0xea5a50), p, "M -28 -82 L 28 -82 L 24 -88 L -24 -88 Z")
}
