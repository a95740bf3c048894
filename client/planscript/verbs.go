package planscript

import (
	"errors"
	"fmt"
	"strconv"

	"larkspur/client/plan"
)

func (r *run) section(args []string) error {
	if _, ok := plan.SectionKindOf(args[0]); !ok && args[0] != plan.Own {
		return fmt.Errorf("there is no kind of section %q", args[0])
	}
	_, err := r.plan.AddSection(r.random, args[0], optional(args, 1))
	return err
}

func (r *run) rename(args []string) error {
	id, err := r.sectionID(args[0])
	if err != nil {
		return err
	}
	return r.plan.RenameSection(id, optional(args, 1))
}

func (r *run) hide(section string, hidden bool) error {
	id, err := r.sectionID(section)
	if err != nil {
		return err
	}
	return r.plan.HideSection(id, hidden)
}

func (r *run) order(args []string) error {
	id, err := r.sectionID(args[0])
	if err != nil {
		return err
	}
	place, err := placeOf(args[1])
	if err != nil {
		return err
	}
	return r.plan.MoveSection(id, place)
}

func (r *run) drop(args []string) error {
	id, err := r.sectionID(args[0])
	if err != nil {
		return err
	}
	return r.plan.RemoveSection(id)
}

func (r *run) add(args []string) error {
	r.turn(plan.ID{}, true)
	section, err := r.sectionID(args[0])
	if err != nil {
		return err
	}
	if _, ok := plan.KindOf(args[1]); !ok {
		return fmt.Errorf("there is no kind %q", args[1])
	}
	name := optional(args, 3)
	if len(args) > 2 && (args[2] != "as" || name == "") {
		return errors.New("add takes a section and a kind, and then may say: as NAME")
	}
	if _, twice := r.named[name]; twice && name != "" {
		return fmt.Errorf("two lines name @%s", name)
	}
	id, err := r.plan.AddItem(r.random, section, args[1])
	if err != nil {
		return err
	}
	if name != "" {
		r.named[name] = id
	}
	r.turn(id, false)
	return nil
}

// turn has the lines below be about an item. lost says that it is not there.
func (r *run) turn(id plan.ID, lost bool) {
	r.at, r.lost = id, lost
	clear(r.rows)
}

func (r *run) item(args []string) error {
	id, err := r.itemID(args[0])
	r.turn(id, err != nil)
	return err
}

func (r *run) move(args []string) error {
	id, err := r.itemID(args[0])
	if err != nil {
		return err
	}
	section, err := r.sectionID(args[1])
	if err != nil {
		return err
	}
	place := -1
	if len(args) > 2 {
		if place, err = placeOf(args[2]); err != nil {
			return err
		}
	}
	return r.plan.MoveItem(id, section, place)
}

func (r *run) remove(args []string) error {
	id, err := r.itemID(args[0])
	if err != nil {
		return err
	}
	return r.plan.RemoveItem(id) // lines about it say that there is none
}

// placeOf reads a place from 1 and returns it from 0.
func placeOf(word string) (int, error) {
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is no place: places are counted from 1", word)
	}
	return n - 1, nil
}
