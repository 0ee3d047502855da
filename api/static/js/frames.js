// Which frame is shown, and how to get to another: exact, because it reads the times the worker wrote down.
// Setting currentTime to a frame's own time lands on the frame before it as often as not; the middle between
// two presentation times cannot. One seek is in flight at a time, and the newest wish wins.
const CLOSE = 0.0005; // seconds; presentation times are never nearer to each other than this

/** Times in seconds from the start of the footage, from the worker's frames.json. */
export function timesOf({ time_base: [numerator, denominator], first, pts }) {
  return pts.map((at) => ((at - first) * numerator) / denominator);
}

/** The last frame whose time is not after `seconds`. */
export function frameAt(times, seconds) {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (times[middle] <= seconds + CLOSE) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where to seek so that `frame` is shown. */
export function seekTime(times, frame) {
  const here = times[frame];
  if (frame + 1 < times.length) return (here + times[frame + 1]) / 2;
  const before = frame > 0 ? here - times[frame - 1] : 0.02;
  return here + before / 4; // the last frame: stay before the end of the footage
}

/** Steps through one video element; `onFrame(frame, seconds)` is called for every frame really shown. */
export class FrameStepper {
  constructor(video, times, onFrame) {
    this.video = video;
    this.times = times;
    this.shown = 0;
    this.wanted = null;
    this.landedOn = null; // the frame of the last seek: known before the browser has shown it
    this.isSeeking = false;
    video.addEventListener("seeked", () => this.landed());
    video.addEventListener("play", () => (this.landedOn = null));
    const look = (_now, { mediaTime }) => {
      this.shown = frameAt(times, mediaTime);
      onFrame(this.shown, mediaTime);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  }

  /** Moves by whole frames from where the last wish ends. */
  step(count) {
    this.show((this.wanted ?? this.landedOn ?? this.shown) + count);
  }

  show(frame) {
    this.video.pause();
    this.wanted = Math.min(Math.max(frame, 0), this.times.length - 1);
    if (!this.isSeeking) this.seek();
  }

  showTime(seconds) {
    this.show(frameAt(this.times, seconds));
  }

  seek() {
    this.isSeeking = true;
    this.flying = this.wanted;
    this.video.currentTime = seekTime(this.times, this.flying);
  }

  landed() {
    this.isSeeking = false;
    this.landedOn = this.flying;
    if (this.wanted !== null && this.wanted !== this.flying) this.seek();
    else this.wanted = null;
  }
}
