package wecomsim

import "image/color"

// Two places as a whole: a courtyard between blocks of flats, and a shop.

func paintCourtyard(c *canvas) {
	v := view{cx: 400, cy: 330, focus: 700, eye: 6}
	c.fade(rgb(0x86c5f0), rgb(0xe3f3fb), box4(0, 0, sampleWidth, 340)...)
	for _, m := range []pt{{140, 60}, {560, 44}} {
		for _, b := range []pt{{-44, 6}, {-14, -8}, {22, -4}, {52, 8}} {
			c.ellipse(glass(0xffffff, 0.9), m.x+b.x, m.y+b.y, 34, 18)
		}
	}
	c.rect(rgb(0x8fc283), 0, 325, sampleWidth, 300)
	flats(c, v, -19, -5, 46, 17, rgb(0xe2c9a6))
	flats(c, v, 5, 19, 46, 17, rgb(0xd9b08f))
	c.poly(rgb(0xd7d2c6), v.ground(-2.2, 2.2, 0, 13, 60)...)
	c.poly(rgb(0xd7d2c6), v.ground(-22, 22, 0, 25, 29)...)
	c.fill(imageOf(rgb(0xc9a27c)), placed(func(p pt) pt { return v.see(p.x, 0, p.y) }, oval(0, 27, 4.4, 3.4)))
	c.fill(imageOf(rgb(0x6fae63)), placed(func(p pt) pt { return v.see(p.x, 0, p.y) }, oval(0, 27, 3.2, 2.4)))
	for _, m := range []pt{{-9, 36}, {9, 36}, {0, 27}, {-7, 19.5}, {7.4, 19}, {-4.6, 32}, {4.8, 32}} {
		tree(c, v.see(m.x, 0, m.y), v.focus/m.y*1.15)
	}
	for _, m := range []pt{{-3.6, 21}, {3.6, 21}} {
		bench(c, v.see(m.x, 0, m.y), v.focus/m.y)
	}
	for i := range 4 {
		x := -8.8 + float64(i)*0.9
		c.brick(v, brick{x, x + 0.7, 0, 1.1, 16.6, 17.3}, rgb([]uint32{0x2f8f4e, 0x3a6fb5, 0xc0392b, 0x7f8c8d}[i]))
	}
	c.brick(v, brick{5.4, 8.6, 0, 2.2, 15.6, 16}, rgb(0x2c6e9b))
	c.poly(rgb(0xf7f7f2), v.front(5.6, 8.4, 0.7, 2.0, 15.6)...)
	for i := range 3 {
		y := 0.95 + float64(i)*0.35
		c.line(rgb(0xaab4bb), 4, v.see(5.9, y, 15.6), v.see(7.9, y, 15.6))
	}
}

// flats is a block of flats facing the painter, with balconies and entrances.
func flats(c *canvas, v view, x0, x1, z, top float64, col color.NRGBA) {
	c.brick(v, brick{x0, x1, 0, top, z, z + 12}, col)
	c.poly(rgb(0x9b6b4f), v.front(x0-0.4, x1+0.4, top, top+0.9, z)...)
	for y := 2.6; y < top-1.5; y += 2.9 {
		for x := x0 + 1.1; x < x1-2; x += 3.1 {
			c.poly(rgb(0xf8f5ee), v.front(x-0.15, x+1.95, y-0.15, y+1.75, z)...)
			c.fade(rgb(0x9cc5dd), rgb(0x648fac), v.front(x, x+1.8, y, y+1.6, z)...)
			c.poly(rgb(0xf8f5ee), v.front(x+0.84, x+0.96, y, y+1.6, z)...)
			c.poly(shade(col, 0.8), v.front(x-0.25, x+2.05, y-0.55, y-0.1, z)...)
		}
	}
	mid := (x0 + x1) / 2
	c.poly(rgb(0x6f4a35), v.front(mid-1, mid+1, 0, 2.2, z)...)
	c.poly(rgb(0x33414c), v.front(mid-0.7, mid+0.7, 0, 1.9, z)...)
}

func bench(c *canvas, foot pt, metre float64) {
	p := at(foot.x, foot.y, metre/100)
	c.stroke(rgb(0x4a4f55), metre/12, p, "M -80 0 L -80 -45 M 80 0 L 80 -45")
	c.shape(rgb(0xa9713f), p, "M -105 -45 L 105 -45 L 105 -58 L -105 -58 Z M -105 -75 L 105 -75 L 105 -100 L -105 -100 Z")
}

func paintShop(c *canvas) {
	c.fade(rgb(0xe6d9c3), rgb(0xd9c8ad), box4(0, 0, 800, 480)...)
	for row := range 6 { // bricks above the sign
		for col := range 9 {
			c.rect(glass(0xb9825b, 0.35), float64(col)*96-float64(row%2)*48, float64(row)*16, 92, 13)
		}
	}
	c.fade(rgb(0xbdb8ae), rgb(0x9d988f), box4(0, 480, 800, 120)...)
	for x := -100.0; x < 900; x += 130 {
		c.line(rgb(0x8d887f), 2, pt{x + 60, 480}, pt{x - 30, 600})
	}
	c.round(rgb(0x0f7a5c), 70, 96, 660, 92, 8)
	c.round(rgb(0x14936f), 78, 104, 644, 76, 6)
	c.write(rgb(0xfff6d8), 8, at(300, 110, 0.64), 170, "小店")
	c.ellipse(rgb(0xf2c318), 150, 142, 24, 24)
	c.ellipse(rgb(0xf2c318), 650, 142, 24, 24)
	c.rect(rgb(0x5a4636), 84, 230, 632, 252)
	shopWindow(c, 100, 246, 236)
	shopWindow(c, 464, 246, 236)
	c.fade(rgb(0xd7ecf2), rgb(0xa9cbd6), box4(350, 246, 100, 236)...)
	c.line(rgb(0x5a4636), 6, pt{400, 246}, pt{400, 482})
	c.line(rgb(0xd9b45a), 6, pt{390, 350}, pt{390, 400})
	c.line(rgb(0xd9b45a), 6, pt{410, 350}, pt{410, 400})
	for i := range 12 { // the awning
		x := 64 + float64(i)*56
		col := rgb(0xd23b35)
		if i%2 == 1 {
			col = rgb(0xfaf5ea)
		}
		c.fade(shade(col, 1.04), shade(col, 0.88), pt{x + 10, 188}, pt{x + 66, 188}, pt{x + 56, 250}, pt{x, 250})
		c.ellipse(shade(col, 0.88), x+28, 250, 28, 14)
	}
	for _, x := range []float64{40, 746} {
		c.shape(rgb(0x9c5a3c), at(x, 530, 1), "M -28 -44 L 28 -44 L 20 10 L -20 10 Z")
		for _, b := range []pt{{-18, -66}, {18, -66}, {0, -88}, {0, -62}} {
			c.ellipse(rgb(0x4f9a55), x+b.x, 530+b.y, 26, 24)
		}
	}
}

func shopWindow(c *canvas, x, y, h float64) {
	c.fade(rgb(0xfdf3d3), rgb(0xf3dfae), box4(x, y, 236, h)...)
	goods := []uint32{0xd23b35, 0x2f6fbf, 0xf2a51e, 0x3d8a47, 0x8e44ad, 0x17a2a2}
	for shelf := range 3 {
		base := y + 88 + float64(shelf)*66
		c.rect(rgb(0x8a6a4a), x, base, 236, 7)
		for i := range 8 {
			tall := 26 + float64((i*7+shelf*5)%4)*7
			c.round(rgb(goods[(i*2+shelf)%len(goods)]), x+10+float64(i)*28, base-tall, 21, tall, 4)
		}
	}
	c.poly(glass(0xffffff, 0.28), pt{x + 20, y}, pt{x + 90, y}, pt{x + 30, y + h}, pt{x, y + h}, pt{x, y + 80})
}
