// Writes timeline messages with msgp, one a line: its name, a tab, the datagram in hex.
package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/tinylib/msgp/msgp"
)

type message struct {
	Context string
	Name    string
	Type    uint8
	Time    time.Time
	Host    string
	AutoIP  bool
}

// The fields in the order of a struct, each of them always there: what msgp's generated code does.
func (m message) append(b []byte) []byte {
	b = msgp.AppendMapHeader(b, 6)
	b = msgp.AppendString(msgp.AppendString(b, "context"), m.Context)
	b = msgp.AppendString(msgp.AppendString(b, "name"), m.Name)
	b = msgp.AppendUint8(msgp.AppendString(b, "type"), m.Type)
	b = msgp.AppendTime(msgp.AppendString(b, "time"), m.Time)
	b = msgp.AppendString(msgp.AppendString(b, "host"), m.Host)
	return msgp.AppendBool(msgp.AppendString(b, "autoIP"), m.AutoIP)
}

func show(name string, datagram []byte) { fmt.Printf("%s\t%x\n", name, datagram) }

func main() {
	at := time.Unix(1763694000, 123456789)
	show("golden", message{"ci/build-main", "compile", 2, at, "", true}.append(nil))
	show("start", message{"ci", "build.compile", 0, at, "node-1", false}.append(nil))
	show("zone", message{"ci", "build", 1, at.In(time.FixedZone("", -5*3600)), "", false}.append(nil))
	show("zero_time", message{"ci", "build", 0, time.Time{}, "", false}.append(nil))
	show("before_1970", message{"ci", "build", 0, time.Unix(-1, 999999000), "", false}.append(nil))
	show("far", message{"ci", "build", 0, time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC), "", false}.append(nil))
	show("new_timeline", message{"ci", "", 3, at, "", false}.append(nil))
	show("unicode", message{"ci/büild", "übersetzen.😀", 0, at, "", false}.append(nil))
	show("str_8", message{strings.Repeat("c", 200), "build", 0, at, "", false}.append(nil))
	show("str_16", message{"ci", strings.Repeat("n", 1000), 0, at, "", false}.append(nil))
	show("too_late", message{"ci", "build", 0, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), "", false}.append(nil))

	unknown, err := msgp.AppendIntf(nil, map[string]interface{}{
		"context": "ci", "name": "build", "type": int64(1), "status": []byte("failed"),
		"more": []interface{}{1.5, float32(2.5), nil, true, -70000, uint64(1) << 63, complex(1, 2), []byte{0xc1}, at,
			map[string]interface{}{"x": "y"}},
	})
	if err != nil {
		panic(err)
	}
	show("unknown_keys", unknown)

	bytes := msgp.AppendMapHeader(nil, 3)
	bytes = msgp.AppendBytes(msgp.AppendString(bytes, "context"), []byte("ci"))
	bytes = msgp.AppendBytes(msgp.AppendBytes(bytes, []byte("name")), []byte("build"))
	show("bytes", msgp.AppendInt64(msgp.AppendString(bytes, "type"), 2))

	array := msgp.AppendArrayHeader(nil, 2)
	array = message{"ci", "a", 0, at, "", false}.append(array)
	show("array", message{"ci", "b", 1, at, "", false}.append(array))
}
