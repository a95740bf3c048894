package app

import "testing"

// What a guest looked at is held by nothing when it is closed: a screen has the plan as it stood there.
func TestClosedScreensAreNotHeld(t *testing.T) {
	a := &App{screens: []screen{&visitScreen{}, &sectionScreen{}, &itemScreen{}}}
	a.keepScreens(1)
	if len(a.screens) != 1 || a.screens[0] == nil {
		t.Error("the first one is gone")
	}
	for _, s := range a.screens[1:3] {
		if s != nil {
			t.Errorf("%T is held", s)
		}
	}
}
