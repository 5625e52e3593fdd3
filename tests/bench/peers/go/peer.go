// Go with Eclipse Paho, a goroutine for each port on the run-time's poller.
//
// Built by the runner, with Debian's packages: GO111MODULE=off GOPATH=/usr/share/gocode go build ./go
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"strconv"
	"strings"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"golang.org/x/sys/unix"
)

type reading struct {
	T   float64 `json:"t"`
	H   float64 `json:"h"`
	Seq int64   `json:"seq"`
	Ts  int64   `json:"ts"`
}

type state struct {
	TF  float64 `json:"t_f"`
	H   float64 `json:"h"`
	Seq int64   `json:"seq"`
	Ts  int64   `json:"ts"`
}

func stateMessage(line []byte) ([]byte, error) {
	var r reading
	if err := json.Unmarshal(line, &r); err != nil {
		return nil, err
	}
	fahrenheit := math.Round((r.T*1.8+32)*1000) / 1000
	return json.Marshal(state{fahrenheit, r.H, r.Seq, r.Ts})
}

func openTty(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	raw, err := file.SyscallConn()
	if err != nil {
		return nil, err
	}
	var failure error
	err = raw.Control(func(fd uintptr) {
		mode, err := unix.IoctlGetTermios(int(fd), unix.TCGETS)
		if err != nil {
			failure = err
			return
		}
		mode.Iflag &^= unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
		mode.Oflag &^= unix.OPOST
		mode.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
		mode.Cc[unix.VMIN], mode.Cc[unix.VTIME] = 1, 0
		failure = unix.IoctlSetTermios(int(fd), unix.TCSETS, mode)
	})
	if err == nil {
		err = failure
	}
	return file, err
}

func servePort(client mqtt.Client, file *os.File, index int) {
	stateTopic := fmt.Sprintf("bench/%d/state", index)
	replyTopic := fmt.Sprintf("bench/%d/reply", index)
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := lines.Bytes()
		if len(line) > 3 && string(line[:3]) == "OK " {
			words := strings.Fields(string(line))
			if len(words) == 3 {
				client.Publish(replyTopic, 0, false,
					`{"ok":true,"seq":`+words[1]+`,"ts":`+words[2]+`}`)
			}
			continue
		}
		if message, err := stateMessage(line); err == nil {
			client.Publish(stateTopic, 0, false, message)
		}
	}
}

func wait(token mqtt.Token) {
	if token.Wait() && token.Error() != nil {
		log.Fatal(token.Error())
	}
}

func main() {
	ports := flag.Int("ports", 1, "")
	dir := flag.String("dir", ".", "")
	broker := flag.Int("broker", 1883, "")
	mode := flag.String("mode", "serial", "")
	flag.Parse()

	options := mqtt.NewClientOptions().AddBroker(fmt.Sprintf("tcp://127.0.0.1:%d", *broker))
	options.SetOrderMatters(true)
	client := mqtt.NewClient(options)
	wait(client.Connect())

	if *mode == "mqtt" {
		wait(client.Subscribe("bench/+/raw", 0, func(c mqtt.Client, m mqtt.Message) {
			if message, err := stateMessage(m.Payload()); err == nil {
				c.Publish(strings.TrimSuffix(m.Topic(), "raw")+"state", 0, false, message)
			}
		}))
		select {}
	}

	files := make([]*os.File, *ports)
	for index := range files {
		file, err := openTty(fmt.Sprintf("%s/tty%d", *dir, index))
		if err != nil {
			log.Fatal(err)
		}
		files[index] = file
		go servePort(client, file, index)
	}
	wait(client.Subscribe("bench/+/cmd", 0, func(_ mqtt.Client, m mqtt.Message) {
		var command reading
		index, err := strconv.Atoi(strings.Split(m.Topic(), "/")[1])
		if err == nil && index < len(files) && json.Unmarshal(m.Payload(), &command) == nil {
			fmt.Fprintf(files[index], "SET %d %d\n", command.Seq, command.Ts)
		}
	}))
	select {}
}
