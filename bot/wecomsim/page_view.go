package wecomsim

import "image/color"

// A view is where the painter of a sample picture stands: the point of the
// picture he looks at, the sharpness of his perspective in pixels, and the
// height of his eyes in metres.
type view struct{ cx, cy, focus, eye float64 }

// see gives the place on the canvas of a point x metres to the right, y metres
// above the ground and z metres away; z must be above 0.
func (v view) see(x, y, z float64) pt {
	return pt{v.cx + v.focus*x/z, v.cy - v.focus*(y-v.eye)/z}
}

// ground is the outline of a piece of the level at height y.
func (v view) ground(x0, x1, y, z0, z1 float64) []pt {
	return []pt{v.see(x0, y, z0), v.see(x1, y, z0), v.see(x1, y, z1), v.see(x0, y, z1)}
}

// wall is the outline of a piece of the wall that runs away from the painter at x.
func (v view) wall(x, y0, y1, z0, z1 float64) []pt {
	return []pt{v.see(x, y0, z0), v.see(x, y0, z1), v.see(x, y1, z1), v.see(x, y1, z0)}
}

// front is the outline of a piece of the plane z metres away, facing the painter.
func (v view) front(x0, x1, y0, y1, z float64) []pt {
	return []pt{v.see(x0, y0, z), v.see(x1, y0, z), v.see(x1, y1, z), v.see(x0, y1, z)}
}

// A brick is a box standing in a view, in metres.
type brick struct{ x0, x1, y0, y1, z0, z1 float64 }

// brick paints the faces of a box that can be seen, lit from above.
func (c *canvas) brick(v view, b brick, col color.NRGBA) {
	if b.y1 < v.eye {
		c.poly(shade(col, 1.12), v.ground(b.x0, b.x1, b.y1, b.z0, b.z1)...)
	}
	if b.x0 > 0 {
		c.poly(shade(col, 0.78), v.wall(b.x0, b.y0, b.y1, b.z0, b.z1)...)
	}
	if b.x1 < 0 {
		c.poly(shade(col, 0.84), v.wall(b.x1, b.y0, b.y1, b.z0, b.z1)...)
	}
	c.poly(col, v.front(b.x0, b.x1, b.y0, b.y1, b.z0)...)
}

// carton is a brick of cardboard with tape over it.
func (c *canvas) carton(v view, b brick) {
	c.brick(v, b, rgb(0xc89b62))
	mid, half := (b.x0+b.x1)/2, (b.x1-b.x0)/14
	c.poly(rgb(0xe0c08d), v.front(mid-half, mid+half, b.y0, b.y1, b.z0)...)
	if b.y1 < v.eye {
		c.poly(rgb(0xecd3a6), v.ground(mid-half, mid+half, b.y1, b.z0, b.z1)...)
	}
}
