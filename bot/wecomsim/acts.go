package wecomsim

import (
	"crypto/md5"
	"encoding/hex"
	"net/http"
	"strconv"
)

// What a member does in the chat. Each sends a callback and returns its id: the
// MsgId of a message, an id of the simulator's own for an event. It is empty, and
// nothing is sent, while the member is outside the app's visible range.

// Say sends a text.
func (p *Phone) Say(text string) (msgID string) {
	return p.message(Shown{Kind: KindText, Text: text}, "text", leaf("Content", text))
}

// SendPhoto sends a picture, JPEG or PNG.
func (p *Phone) SendPhoto(picture []byte) (msgID string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.photo(picture)
}

// SendPhotos sends pictures chosen at once, which arrive as separate messages
// (wecom-api.md 2.2).
func (p *Phone) SendPhotos(pictures ...[]byte) (msgIDs []string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	for _, picture := range pictures {
		msgIDs = append(msgIDs, p.photo(picture))
	}
	return msgIDs
}

// SendMenuPhotos sends pictures through the menu entry with that key: first the
// event that tells their MD5 sums, then the pictures.
func (p *Phone) SendMenuPhotos(key string, pictures ...[]byte) (msgIDs []string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	kind := p.sim.menuType(key, "pic_photo_or_album")
	items := make([]element, len(pictures))
	for i, picture := range pictures {
		sum := md5.Sum(picture)
		items[i] = branch("item", leaf("PicMd5Sum", hex.EncodeToString(sum[:])))
	}
	info := branch("SendPicsInfo", number("Count", strconv.Itoa(len(pictures))), branch("PicList", items...))
	p.emit(kind, leaf("EventKey", key), info)
	for _, picture := range pictures {
		msgIDs = append(msgIDs, p.photo(picture))
	}
	return msgIDs
}

// SendLocation sends a place, in degrees.
func (p *Phone) SendLocation(lat, lon float64, label string) (msgID string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.location(lat, lon, label)
}

// SendMenuLocation sends a place through the menu entry with that key: first the
// event, then the message (wecom-api.md 2.3).
func (p *Phone) SendMenuLocation(key string, lat, lon float64, label string) (msgID string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	p.emit("location_select", leaf("EventKey", key), branch("SendLocationInfo",
		number("Location_X", degrees(lat)), number("Location_Y", degrees(lon)), number("Scale", "16"), leaf("Label", label), leaf("Poiname", "")),
		leaf("AppType", "wxwork"))
	return p.location(lat, lon, label)
}

// SendVoice sends a voice message; format is amr or speex.
func (p *Phone) SendVoice(data []byte, format string) (msgID string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	id := p.sim.keep("voice", "voice."+format, "audio/"+format, data)
	return p.sendMedia(KindVoice, id, "", leaf("Format", format))
}

// SendVideo sends a video, MP4, with its first picture.
func (p *Phone) SendVideo(data, thumb []byte) (msgID string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	id := p.sim.keep("video", "video.mp4", "video/mp4", data)
	return p.sendMedia(KindVideo, id, "", leaf("ThumbMediaId", p.sim.keepPicture(thumb)))
}

// SendFile sends a file. It reaches the app only with Config.FileMessages.
func (p *Phone) SendFile(name string, data []byte) (msgID string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	id := p.sim.keep("file", name, "application/octet-stream", data)
	if !p.sim.cfg.FileMessages {
		if !p.owner.NotVisible {
			p.display(Shown{From: FromMe, At: p.sim.cfg.Now(), Kind: KindFile, MediaID: id, Name: name})
		}
		return ""
	}
	return p.sendMedia(KindFile, id, name, leaf("FileName", name))
}

// OpenChat opens the app's chat: event enter_agent.
func (p *Phone) OpenChat() (callbackID string) { return p.event("enter_agent", leaf("EventKey", "")) }

// ClickMenu taps an entry of the app's menu by its key, or by its URL if it opens
// a page.
func (p *Phone) ClickMenu(key string) (callbackID string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.emit(p.sim.menuType(key, "click"), leaf("EventKey", key))
}

// Join brings the member into the app's visible range: event subscribe.
func (p *Phone) Join() (callbackID string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	p.owner.NotVisible = false
	return p.emit("subscribe")
}

// Leave takes the member out of the app's visible range: event unsubscribe.
func (p *Phone) Leave() (callbackID string) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	id := p.emit("unsubscribe")
	p.owner.NotVisible = true
	return id
}

func (p *Phone) photo(picture []byte) string {
	id := p.sim.keepPicture(picture)
	return p.sendMedia(KindImage, id, "", leaf("PicUrl", p.sim.cfg.Home+picturePath+id))
}

func (p *Phone) sendMedia(kind Kind, mediaID, name string, more ...element) string {
	return p.send(Shown{Kind: kind, MediaID: mediaID, Name: name}, string(kind), append(more, leaf("MediaId", mediaID))...)
}

func (p *Phone) location(lat, lon float64, label string) string {
	return p.send(Shown{Kind: KindLocation, Lat: lat, Lon: lon, Label: label, Text: label}, "location",
		number("Location_X", degrees(lat)), number("Location_Y", degrees(lon)), number("Scale", "16"), leaf("Label", label), leaf("AppType", "wxwork"))
}

func degrees(d float64) string { return strconv.FormatFloat(d, 'f', 6, 64) }

// message and event take the lock that send and emit are called under.
func (p *Phone) message(show Shown, msgType string, body ...element) string {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.send(show, msgType, body...)
}

func (p *Phone) event(name string, body ...element) string {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.emit(name, body...)
}

// firstMsgID is where MsgIds begin: beyond what a float64 can tell apart.
const firstMsgID = 7_300_000_000_000_000_000

// send displays the member's own message and gives it to the post office.
func (p *Phone) send(show Shown, msgType string, body ...element) string {
	s := p.sim
	if p.owner.NotVisible {
		return ""
	}
	id := strconv.FormatInt(firstMsgID+s.count("MsgId"), 10)
	show.MsgID, show.From, show.At, show.Read = id, FromMe, s.cfg.Now(), true
	p.read()
	shown := p.display(show)
	s.note(Entry{Kind: EntrySaid, Person: p.owner.UserID, MsgID: id, Shown: shown, Detail: msgType})
	p.hand(id, append(body, leaf("MsgType", msgType), number("MsgId", id)))
	return id
}

// emit gives an event to the post office. Subscribing is no act in the chat, so
// it leaves messages unread.
func (p *Phone) emit(name string, body ...element) string {
	s := p.sim
	if p.owner.NotVisible {
		return ""
	}
	id := "event-" + strconv.FormatInt(s.count("event"), 10)
	if name != "subscribe" && name != "unsubscribe" {
		p.read()
	}
	s.note(Entry{Kind: EntrySaid, Person: p.owner.UserID, MsgID: id, Detail: name})
	p.hand(id, append(body, leaf("MsgType", "event"), leaf("Event", name)))
	return id
}

// keepPicture stores a member's picture for three days.
func (s *Sim) keepPicture(picture []byte) string {
	contentType := http.DetectContentType(picture)
	name := "picture.jpg"
	if contentType == "image/png" {
		name = "picture.png"
	}
	return s.keep("image", name, contentType, picture)
}
