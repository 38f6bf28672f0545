package wecomsim

import (
	"bytes"
	"image/jpeg"
	"sync"
)

// A Sample is one of the drawings the page offers for sending, so that a
// conversation with photos can be tried without a camera.
type Sample struct {
	Name    string // in the address of the picture: a-z and hyphen
	Chinese string
	English string
	Pair    string // the Name of the picture of the same place before or after; empty if there is none

	paint func(*canvas)
	once  sync.Once
	jpeg  []byte
}

// samples are drawn when first asked for; the same drawing always gives the same bytes.
var samples = []*Sample{
	{Name: "corridor-cluttered", Chinese: "楼道堆物", English: "Cluttered corridor", Pair: "corridor-clear", paint: paintCorridorCluttered},
	{Name: "corridor-clear", Chinese: "楼道已清空", English: "Corridor cleared", Pair: "corridor-cluttered", paint: paintCorridorClear},
	{Name: "stairwell-ebike", Chinese: "电动车进楼道充电", English: "E-bike charging in stairwell", Pair: "stairwell-free", paint: paintStairwellBike},
	{Name: "stairwell-free", Chinese: "楼梯间无电动车", English: "Stairwell kept free", Pair: "stairwell-ebike", paint: paintStairwellFree},
	{Name: "lane-blocked", Chinese: "消防车道被占", English: "Fire lane blocked", Pair: "lane-free", paint: paintLaneBlocked},
	{Name: "lane-free", Chinese: "消防车道畅通", English: "Fire lane clear", Pair: "lane-blocked", paint: paintLaneFree},
	{Name: "extinguisher-expired", Chinese: "灭火器过期失压", English: "Extinguisher expired", Pair: "extinguisher-new", paint: paintExtinguisherExpired},
	{Name: "extinguisher-new", Chinese: "灭火器已更换", English: "Extinguisher replaced", Pair: "extinguisher-expired", paint: paintExtinguisherNew},
	{Name: "wires-tangled", Chinese: "电线私拉乱接", English: "Tangled wires", Pair: "wires-tidy", paint: paintWiresTangled},
	{Name: "wires-tidy", Chinese: "线路已规整", English: "Wires in trunking", Pair: "wires-tangled", paint: paintWiresTidy},
	{Name: "courtyard", Chinese: "楼院全景", English: "Courtyard overview", paint: paintCourtyard},
	{Name: "shop", Chinese: "沿街门店", English: "Shop front", paint: paintShop},
}

const sampleWidth, sampleHeight = 800, 600

// Samples lists the drawings the page offers, in the order it shows them.
func Samples() []*Sample { return samples }

// SampleNamed returns the drawing of that name, or nil.
func SampleNamed(name string) *Sample {
	for _, s := range samples {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// JPEG returns the drawing, 800 by 600. The bytes are shared: do not change them.
func (s *Sample) JPEG() []byte {
	s.once.Do(func() {
		c := newCanvas(sampleWidth, sampleHeight)
		s.paint(c)
		var out bytes.Buffer
		if err := jpeg.Encode(&out, c.img, &jpeg.Options{Quality: 86}); err != nil {
			panic("wecomsim: encode sample " + s.Name + ": " + err.Error()) // into memory, of a valid picture
		}
		s.jpeg = out.Bytes()
	})
	return s.jpeg
}
