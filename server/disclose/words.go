package disclose

// The sentences of the report. They are for somebody who reads such a thing for the first time, and each has to be true of
// every deployment; what differs is a fact and stands in the code that found it.

var aboutText = []string{
	"This report lists what the operator of this Larkspur server holds. It was made by the server's own program, larkspurd disclose. " +
		"Making it changed nothing in the store.",
	"Larkspur keeps safety plans. A person writes a plan on a device of their own. The device seals it, that is, scrambles it with a key " +
		"that is made from a phrase of seven words or more. The phrase stays with the person. The server stores the sealed plan. It is never " +
		"sent the phrase or the key, so the program on the server has nothing with which to read a plan.",
	"Words used below. Object: one sealed block in the store. Page: what a device sealed and sent; it lies inside an object. Key: the server's " +
		"own key, with which it seals and names its objects a second time; it does not open a page. Rotation: the server makes a new key, seals " +
		"everything anew, and destroys the old key. Locator: a number of 64 digits that a phrase leads to, and under which a device asks for a page.",
}

var storeText = []string{
	"These are counts of what lies in the store, as it lies there. No object was opened to make them.",
}

const objectsMean = "This is not a number of plans or of people. Pages of plans, pages that were erased since the last rotation, filler that " +
	"the server makes itself in a number drawn at random, and a half of the server's key lie here side by side and look alike. A plan has one page " +
	"or several, and each of its phrases has one more. Filler is some hundreds of objects; so how many pages there are can be " +
	"guessed from a large number of objects, to within some hundreds. The program computes no number of plans."

const runningMeans = "A server that is at work moves and writes objects, so counts and dates may be off by those that changed while they were taken."

var datesText = []string{
	"Storage keeps dates of its own. They say when an object was last written, and nothing of who wrote it or why: people save and " +
		"erase, and the server writes objects by itself, at rotations and between them, all in the same way. They do not reach back beyond the last rotation, except where something else than this " +
		"program copied or changed the files.",
	"Objects that were written within the same second may have been written by one act, such as the saving of a plan of several pages. The dates " +
		"suggest that and do not show it.",
}

var noiseText = []string{
	"Sealed objects look like random bytes. Three tests that are in common use ask whether these do. An object with readable text in it, or with a " +
		"mark that others have too, fails. Passing shows that nothing readable was found lying open. It does not show that nobody can open them.",
	"Objects that are nothing but noise fail a test by chance in about three of a million reports.",
}

var testMeans = [...]string{
	"In random bytes half of all bits are ones, in each object, at each place and over all.",
	"In random bytes each of the 256 values of a byte comes equally often, in each object, at each place and over all. A place is looked at from 1,000 objects on.",
	"Random bytes cannot be written more shortly. Text can. The places are looked at over the first 1,000 objects.",
}

var othersText = []string{
	"Here is everything else that lies in the store: what is not of this program, what has another size, and what an interruption left behind. " +
		"What the program leaves in a store that runs well is not listed one by one.",
}

var besideText = []string{
	"These are all files in the data folder, and those that the settings name. Sizes and dates are shown, contents are not. " +
		"A date that is the same for all was set by the program.",
}

var settingsText = []string{
	"Secrets are never part of a setting: they are read from files, whose paths are shown and whose contents are not.",
}

var locatorText = []string{
	"This is everything that the server holds under this locator. To look, it made the name of the object with the server's key and opened the " +
		"server's own seal. What is inside is a page that a device sealed, and which nothing here can open.",
	"A locator says nothing of a person. Whoever has a phrase can compute its locator. The server cannot compute a phrase from a locator, and " +
		"nothing that it writes down leads from one locator to another: not to further pages of the same plan, nor to further phrases. Dates of objects that lie " +
		"close together can suggest that they were written by one act.",
}

var logsText = []string{
	"The program has no access log: no part of it writes down who called, from where, when, or for what. There is no setting that turns one on.",
	"It tells its operator on its standard error when something is wrong, such as a full disk or a damaged object. Those lines hold no address, " +
		"no locator and no name of an object. Whatever starts the program (a service manager, a container) may keep them and add the time. " +
		"Ask for them there.",
	"While it runs, it counts calls, to keep the load in bounds. For that an address that a call comes from leads to one of a fixed number of " +
		"counters in memory, which many share. The way from an address to a counter is drawn anew every ten minutes, and the address itself is not kept. " +
		"Nothing of this is written to a disk.",
	"A machine that is running has in its memory what it is about: the server's key, and the calls that are being answered at that moment, each with the " +
		"address it came from, its locator and its sealed page.",
	"Where pages are kept for a time only (the setting --keep), it also has in its memory the locators that were read since it last wrote their " +
		"objects, without times and without addresses.",
}

const settingsNotRunning = "No server was running when this report was made. These are the settings that the report was given. A server that is started with " +
	"others has those."

var perhapsMonths = Point{"No dates of plans, unless the server kept months.", "No server was running, so this report cannot say with which setting it ran last. Where it " +
	"ran with --keep, an object holds, inside its seal, the month in which its page was last used; otherwise it holds no date."}

var absent = []Point{
	{"No accounts and no user names.", "Nobody signs up. A phrase is all there is, and it is not sent to the server."},
	{"No names of people who keep plans.", "The program has no place for one. A name that somebody writes into a plan is sealed inside a page."},
	{"No e-mail addresses, no postal addresses, no telephone numbers.", "The program asks for none and sends no messages."},
	{"No IP addresses.", "An address is used to answer a call and to count it, and is not written down. See the section on logs."},
	{"No access logs.", "No part of the program writes one. See the section on logs."},
	{"No cookies, no sessions, no marks of devices.", "Each call stands alone. The program sets no cookie and asks a device for nothing that would tell it from another."},
	{"No phrases, and nothing to check a phrase against.", "A phrase that is right leads to a page and one that is wrong leads to nothing. The device finds out, not the server."},
	{"No keys that open pages.", "They are made on the device, from the phrase. The program that runs on the server holds nothing that makes such a key or opens a page."},
	{"No way to reset or recover a phrase.", "Recovery phrases are phrases like any other, made on the device and kept by people."},
	{"No contents of plans, no drafts, no earlier versions kept by the program.", "A page that is saved takes the place of the one before. What a disk or a backup keeps beside it, the program does not know."},
	{"No list of plans, and no link between pages.", "Pages that belong to one plan have names that have nothing in common. Which of them belong together stands sealed inside the first. Dates of the storage can suggest it for what was written at the same moment."},
	{"No number of plans or of people.", "Nothing counts them. The number of objects is not that number."},
	{"No record of who was let into a plan.", "Consent and releases are kept inside the plan, sealed, if the person chose to keep them."},
	{"No record of live links.", "Two devices can be linked through the server for a while. What they say is sealed between them. Rooms are in memory while somebody is in them, under a number that the devices drew. Nothing of them is written down or counted."},
	{"No payments and no statistics of use.", "The program has neither. It sends nothing to anybody but the store that is named above, which gets sealed objects. " +
		"Where the settings name other servers of the operator, these get sealed frames of live links, and keep none."},
}

const ownDates = "The storage keeps dates of its own: see the section on dates. They say of each object when it was last written since the last rotation."

var noDates = Point{"No dates of plans.", "When a plan was made, opened, changed or erased, the program does not write down. " + ownDates}

var keptMonths = Point{"Dates of plans: one month is kept.", "This server was set to drop pages that nobody used for some time (--keep). For that it keeps, inside its own seal, the month in which each page " +
	"was last read or saved. Day and hour are not kept, nor when it was made. " + ownDates}

var answers = []Point{
	{"Does a certain person use this service?", "The operator does not know and cannot find out from what is stored. Nothing in the store is tied to a person."},
	{"How many people use it?", "The operator does not know. The number of objects can be given. From it the number of pages can be guessed, to within some hundreds, and not the number of people: a person may have several plans, and a plan several pages."},
	{"Hand over the plan of a certain person.", "The operator cannot tell which objects those would be. All objects can be copied and handed over. They are sealed, and the operator has no key that opens a page."},
	{"Here is a locator. What is stored under it?", "The option --locator shows all of it, and --page writes the sealed page to a file."},
	{"Here is a phrase. What is stored under it?", "Whoever has a phrase can open the plan at the site, as its owner does. The operator is not needed for that, and has no other way."},
	{"Reset the phrase, or open the plan without it.", "There is nothing in the program that can do so. Seven words have at least 72 bits: more possibilities than can be tried with the means known today."},
	{"Who visited the site, when, from where?", "The program keeps nothing of it. A proxy in front of the server, the provider of the network or of the machine may."},
	{"Preserve what is there.", "A copy of the store and of the key files, both, keeps what is there now, including what was erased since the last rotation. As long as the server runs, " +
		"people save and erase, and each rotation destroys a key and with it what was erased. The setting --rotate-every 0 stops rotations. Whoever was asked to " +
		"preserve records may want to ask a lawyer before the next one."},
	{"Record from now on.", "The program has nothing that records. Somebody who controls the machine could change the program, or watch the network in front of it. See the next section."},
}

var proves = []Point{
	{"It shows what the program found in its store and its data folder at that moment.", "It lists all that lies there, also what is not of the program."},
	{"It shows whether the objects look like noise.", "The tests can be repeated by anybody on a copy of the store."},
	{"It does not prove that nothing else is kept.", "Backups, snapshots, disks that keep older blocks, other programs on the machine, a proxy in front and the providers of network and machine are outside of what it sees. " +
		"It is made by a program whose operator could change it, and is not signed."},
	{"It does not prove that objects cannot be opened.", "Whoever has the store and both halves of the server's key can open the server's own seals: tell pages, erased pages and filler apart, count them, and see the locator of each. " +
		"Without a phrase the pages themselves stay sealed. The operator has both halves. This report does not open them, except for a locator that was named."},
	{"Whoever has the store, both halves of the key and a phrase can open that plan.", "They can also see that something was erased under it since the last rotation. With a copy from before the erasing, made under the same key, they can read it."},
	{"Once a rotation that began after an erasing is completed, no copy of the storage opens it, unless that key was copied too.", "Whoever kept the page itself, or recorded it on its way, and has the phrase, can open that copy for ever. That a key is gone from a flash disk, a snapshot or a " +
		"backup is likely and not certain."},
	{"Two copies of the store show more than one.", "Copies taken between the same two rotations show which objects came, went or changed in between. The server writes some objects by itself, at random, so that not each of them is a page that was saved. Taken a moment apart, they show what was."},
	{"It says nothing about what happens from now on.", "Somebody who controls the machine, or orders its owner to, could change the program or record the traffic from that moment. Such a change could reach everybody who opens the page afterwards."},
	{"It is not legal advice.", "Laws differ from place to place. A lawyer can say what applies."},
}
