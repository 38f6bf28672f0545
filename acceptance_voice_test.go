package main

import (
	"bytes"
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// aVoice and aFilm are as small as the platform's kinds allow.
var (
	aVoice = append([]byte("#!AMR\n\x3c"), make([]byte, 31)...)
	aFilm  = append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), bytes.Repeat([]byte{7}, 64)...)
)

func TestAVoiceNoteIsKeptAsItIsCountsAsWhatAndCanBeHeardByTheOfficer(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	v, officer := w.member(testdata.Volunteer), w.member(testdata.SafetyOfficer)
	v.phone().SendVoice(aVoice, "amr")
	w.settle()
	v.hears("录音收到了，记在“情况”里", "请拍隐患照片")
	v.sends("corridor-cluttered").hears("在哪里")
	v.says(yard).hears("见录音（录音 1 段）")
	v.says("提交")
	no := hazardNo.FindString(v.hears("收到了，谢谢您", "编号"))
	officer.hears("群众反映一条隐患，请受理", "录音 1 段", "[听录音]")
	officer.taps("听录音").hears("发给您了")
	if !strings.Contains(officer.all(), "bot> voice") {
		t.Errorf("the officer was sent no voice note:\n%s", officer.all())
	}
	h := w.hazard(no)
	w.read(func(tx *store.Tx) error {
		p, err := tx.Photo(w.ctx, h.Photos(safety.Spoken)[0])
		if !p.Voice() || p.SHA256 == "" {
			t.Errorf("kept as %+v", p)
		}
		return err
	})
}

func TestAVideoIsKeptBesideThePhotos(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	v, officer := w.member(testdata.Volunteer), w.member(testdata.SafetyOfficer)
	v.phone().SendVideo(aFilm, nil)
	w.settle()
	v.hears("视频收到了，记在“照片”里")
	v.says("跳过").hears("发现了什么")
	v.says(boxes).says(yard).says("提交")
	no := hazardNo.FindString(v.hears("收到了，谢谢您", "编号"))
	officer.says("查 " + no).hears("视频 1 段")
	officer.says("照片 " + no)
	if !strings.Contains(officer.all(), "bot> video") {
		t.Errorf("the officer was sent no video:\n%s", officer.all())
	}
}
