package wecomsim

import (
	"errors"
	"fmt"
	"strings"
)

// errOutside is the answer when nothing was sent.
var errOutside = errors.New("the member is outside the app's visible range")

// reached turns the id of a callback into an error if there is none.
func reached(id string) error {
	if id == "" {
		return errOutside
	}
	return nil
}

// silence is a voice message of a second.
var silence = func() []byte {
	voice := []byte(amrHead)
	for range 50 {
		voice = append(voice, 0x3c)
		voice = append(voice, make([]byte, amrFrames[7]-1)...)
	}
	return voice
}()

func say(phone *Phone, a act) error {
	if strings.TrimSpace(a.Text) == "" {
		return errors.New("there is nothing to say")
	}
	return reached(phone.Say(a.Text))
}

func tap(phone *Phone, a act) error {
	id, err := phone.TapWith(a.Show, a.Key, a.Selected)
	if err != nil {
		return err
	}
	return reached(id)
}

func sendLocation(phone *Phone, a act) error {
	if a.Lat < -90 || a.Lat > 90 || a.Lon < -180 || a.Lon > 180 {
		return fmt.Errorf("%g, %g is not on the earth", a.Lat, a.Lon)
	}
	if a.Menu != "" {
		return reached(phone.SendMenuLocation(a.Menu, a.Lat, a.Lon, a.Label))
	}
	return reached(phone.SendLocation(a.Lat, a.Lon, a.Label))
}

func sendPhotos(phone *Phone, menu string, pictures [][]byte) error {
	if menu != "" {
		return reached(strings.Join(phone.SendMenuPhotos(menu, pictures...), ""))
	}
	return reached(strings.Join(phone.SendPhotos(pictures...), ""))
}

func sendSamples(phone *Phone, a act) error {
	if len(a.Names) == 0 || len(a.Names) > maxPhotos {
		return fmt.Errorf("choose 1 to %d pictures", maxPhotos)
	}
	var pictures [][]byte
	for _, name := range a.Names {
		s := SampleNamed(name)
		if s == nil {
			return fmt.Errorf("no sample is named %q", name)
		}
		pictures = append(pictures, s.JPEG())
	}
	return sendPhotos(phone, a.Menu, pictures)
}
