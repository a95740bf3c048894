package call

// Pause is a pause before another try.
var Pause = pause
