package wecomsim

import (
	"fmt"
	"image/color"
	"math/rand/v2"
)

// The wall with the electricity meters: wires drawn wildly from box to box, or
// led through trunking to closed boxes.

func paintWiresTangled(c *canvas) {
	c.fade(rgb(0xd6d0c2), rgb(0xb9b2a2), box4(0, 0, 800, 600)...)
	c.shape(glass(0x857c6a, 0.3), at(0, 0, 1), "M 0 420 C 140 380 200 500 340 460 C 480 420 640 520 800 440 L 800 600 L 0 600 Z")
	for _, x := range []float64{90, 310, 530} {
		meterBox(c, x, 90, false)
	}
	random := rand.New(rand.NewPCG(19, 7))
	colours := []uint32{0x1e2125, 0xc8302c, 0x1e2125, 0xe2b21c, 0x2f62b3, 0x1e2125, 0x3d8a47, 0xd8d8d2}
	for i := range 34 {
		from, to := 90+random.Float64()*620, 40+random.Float64()*720
		end := 440 + random.Float64()*150
		c.stroke(rgb(colours[i%len(colours)]), 4+random.Float64()*4, at(0, 0, 1),
			fmt.Sprintf("M %.0f 240 C %.0f %.0f %.0f %.0f %.0f %.0f", from, from-260+random.Float64()*520, 330+random.Float64()*250,
				to-300+random.Float64()*600, 250+random.Float64()*260, to, end))
	}
	for _, o := range []pt{{250, 330}, {470, 380}, {620, 320}} {
		c.ellipse(rgb(0x17191c), o.x, o.y, 20, 14)
		c.line(rgb(0x2a2d31), 12, pt{o.x - 22, o.y - 8}, pt{o.x + 22, o.y + 8})
	}
	powerStrip(c, pt{270, 520})
	c.shape(rgb(0xffd23c), at(610, 400, 1.3), "M 0 -34 L 9 -9 L 34 -14 L 14 4 L 26 28 L 2 14 L -20 30 L -13 5 L -36 -6 L -10 -10 Z")
	c.shape(rgb(0xff8a1e), at(610, 400, 0.7), "M 0 -34 L 9 -9 L 34 -14 L 14 4 L 26 28 L 2 14 L -20 30 L -13 5 L -36 -6 L -10 -10 Z")
}

func paintWiresTidy(c *canvas) {
	c.fade(rgb(0xf5f3ec), rgb(0xe6e3d8), box4(0, 0, 800, 600)...)
	c.rect(rgb(0xa7cdb6), 0, 430, 800, 170)
	c.rect(rgb(0x86b197), 0, 424, 800, 8)
	for _, x := range []float64{180, 400, 620} {
		trunking(c, x-14, 0, 28, 130)
		trunking(c, x-14, 300, 28, 150)
		meterBox(c, x-90, 110, true)
	}
	trunking(c, 60, 20, 680, 30)
	trunking(c, 60, 450, 680, 34)
	trunking(c, 706, 450, 34, 150)
	c.round(rgb(0xffffff), 100, 510, 190, 66, 8)
	c.stroke(rgb(0x12924f), 9, at(140, 543, 0.7), "M -26 0 L -6 20 L 28 -22")
	for i := range 3 {
		c.rect(rgb(0xb8c4bd), 180, 526+float64(i)*16, 90-float64(i)*22, 6)
	}
}

func meterBox(c *canvas, x, y float64, closed bool) {
	c.round(glass(0x000000, 0.15), x+6, y+10, 180, 190, 8)
	c.round(rgb(0x8d979f), x, y, 180, 190, 8)
	c.round(rgb(0xb4bdc4), x+8, y+8, 164, 174, 6)
	if closed {
		c.round(rgb(0xdfe5e8), x+12, y+12, 156, 166, 5)
		c.shape(rgb(0xf7c51e), at(x+90, y+78, 1), "M 0 -50 L 52 40 L -52 40 Z")
		c.shape(rgb(0x17191c), at(x+90, y+84, 1), "M 8 -30 L -14 6 L 0 6 L -8 30 L 16 -6 L 2 -6 Z")
		c.round(rgb(0x6c757c), x+146, y+130, 12, 34, 5)
		return
	}
	c.round(rgb(0x565e65), x+16, y+16, 148, 158, 4)
	for i := range 2 {
		mx := x + 26 + float64(i)*68
		c.round(rgb(0xe9e7df), mx, y+28, 60, 74, 5)
		c.round(rgb(0x24292e), mx+8, y+38, 44, 18, 2)
		c.line(rgb(0x77f09c), 2.5, pt{mx + 14, y + 47}, pt{mx + 44, y + 47})
		c.ellipse(rgb(0xc8302c), mx+14, y+78, 6, 6)
		c.round(rgb(0x2b3035), mx+4, y+116, 52, 40, 3)
		c.round(rgb(0xdedede), mx+20, y+122, 18, 24, 3)
	}
	var door color.Color = rgb(0xa6b0b7)
	c.poly(door, pt{x + 180, y}, pt{x + 214, y - 22}, pt{x + 214, y + 204}, pt{x + 180, y + 190})
}

// trunking is a straight white channel for cables, with a lid line and clips.
func trunking(c *canvas, x, y, w, h float64) {
	c.rect(glass(0x000000, 0.12), x+4, y+5, w, h)
	c.rect(rgb(0xffffff), x, y, w, h)
	if w > h {
		c.rect(rgb(0xd5d9dc), x, y+h*0.7, w, 3)
		for d := 40.0; d < w; d += 120 {
			c.rect(rgb(0xc2c8cc), x+d, y-3, 12, h+6)
		}
		return
	}
	c.rect(rgb(0xd5d9dc), x+w*0.7, y, 3, h)
	for d := 24.0; d < h; d += 60 {
		c.rect(rgb(0xc2c8cc), x-3, y+d, w+6, 10)
	}
}

func powerStrip(c *canvas, m pt) {
	c.shadow(m.x, m.y+40, 190, 16)
	c.round(rgb(0xf1efe8), m.x-170, m.y-26, 340, 62, 12)
	for i := range 4 {
		x := m.x - 126 + float64(i)*80
		c.round(rgb(0x2a2d31), x-26, m.y-46, 52, 66, 8)
		c.round(rgb(0x3d4247), x-20, m.y-66, 40, 26, 5)
	}
	c.ellipse(rgb(0xff3b30), m.x+154, m.y+4, 8, 8)
}
