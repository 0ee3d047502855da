// The footage on the desk: transport, time axis, marks, and how much was really played.
import { FrameStepper, timesOf } from "/static/js/frames.js";
import { Loupe } from "/static/js/loupe.js";
import { Stills, WholeStill } from "/static/js/stills.js";

const RATES = [0.25, 0.5, 1, 2];
const VIEWS = [["", ""], ["is-brighter", "Image brighter, a view only"], ["is-harder", "Image with more contrast, a view only"]];
const $ = (id) => document.getElementById(id);

function clock(seconds, digits = 3) {
  const minutes = Math.floor(seconds / 60);
  return `${String(minutes).padStart(2, "0")}:${(seconds % 60).toFixed(digits).padStart(digits + 3, "0")}`;
}

/** Everything keys and buttons can do to the footage; `onChange` is told when marks or the time played change. */
export class Player {
  constructor(video, onChange) {
    this.video = video;
    this.onChange = onChange;
    this.stepper = null;
    this.seconds = 0;
    this.marks = { in: null, out: null };
    this.view = 0;
    const stills = video.dataset.stills ? new Stills(video.dataset.stills) : null;
    this.loupe = new Loupe(video, $("loupe"), $("stage"), stills);
    this.whole = stills && new WholeStill(stills, $("still"));
    video.controls = false;
    video.disablePictureInPicture = true;
    video.addEventListener("play", () => this.showPlaying(true));
    video.addEventListener("pause", () => this.showPlaying(false));
    video.addEventListener("timeupdate", () => this.onChange());
    video.addEventListener("loadedmetadata", () => this.showDuration());
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) this.showDuration();
    $("scrub").addEventListener("input", (event) => this.go((event.target.value / 1000) * this.duration));
    this.load();
  }

  get duration() {
    return Number.isFinite(this.video.duration) ? this.video.duration : Number(this.video.dataset.duration) || 1;
  }

  /** Distinct seconds of footage that were played; seeking and stepping do not count. */
  get secondsPlayed() {
    const { played } = this.video;
    let total = 0;
    for (let range = 0; range < played.length; range += 1) total += played.end(range) - played.start(range);
    return total;
  }

  /** The same as ranges of seconds, "0.00-5.20,7.00-9.50": the server asks whether the marked moment lies in one. */
  get ranges() {
    const { played } = this.video;
    return Array.from({ length: played.length }, (_, at) => `${played.start(at).toFixed(2)}-${played.end(at).toFixed(2)}`).join(",");
  }

  async load() {
    const answer = await fetch(this.video.dataset.frames).catch(() => null);
    if (!answer?.ok || !("requestVideoFrameCallback" in this.video)) {
      this.video.addEventListener("timeupdate", () => this.showFrame(null, this.video.currentTime));
      return;
    }
    const times = timesOf(await answer.json());
    this.count = times.length;
    this.stepper = new FrameStepper(this.video, times, (frame, seconds) => this.showFrame(frame, seconds));
    this.video.dispatchEvent(new CustomEvent("frames-ready"));
    if (this.video.paused) this.stepper.show(0);
  }

  showFrame(frame, seconds) {
    this.seconds = seconds;
    this.frame = frame;
    $("time").textContent = clock(seconds);
    const share = Math.min(1, seconds / this.duration);
    $("head").style.left = `${share * 100}%`;
    $("scrub").value = Math.round(share * 1000);
    $("scrub").setAttribute("aria-valuetext", clock(seconds, 1));
    if (frame !== null) {
      $("frame-words").hidden = false;
      $("frame-words").textContent = `Frame ${(frame + 1).toLocaleString("en-GB")} of ${this.count.toLocaleString("en-GB")}`;
    }
    this.loupe.show(this.video.paused ? frame : null);
    if (this.whole?.isOpen && this.whole.number !== frame) this.still();
  }

  /** The whole picture of the original in the place of the copy; again, or another frame while playing: away with it. */
  still() {
    const isOther = this.whole?.number !== this.frame;
    if (this.whole?.isOpen && (!isOther || !this.video.paused)) this.whole.close();
    else if (this.whole && this.frame !== null && this.frame !== undefined) {
      this.video.pause();
      this.whole.open(this.frame);
    }
    document.querySelector("[data-do=still]").setAttribute("aria-pressed", String(Boolean(this.whole?.isOpen)));
  }

  showDuration() {
    $("duration").textContent = `/ ${clock(this.duration, 1)}`;
  }

  showPlaying(isPlaying) {
    $("transport").classList.toggle("is-playing", isPlaying);
    this.loupe.show(isPlaying ? null : (this.frame ?? null));
    if (isPlaying && this.whole?.isOpen) this.still();
    if (!isPlaying) return;
    this.video.classList.remove("is-blurred");
    $("blur-words")?.remove();
  }

  play() {
    if (this.video.paused) this.video.play();
    else this.video.pause();
  }

  step(count) {
    if (this.stepper) this.stepper.step(count);
    else this.go(this.video.currentTime + count / 25);
  }

  go(seconds) {
    const target = Math.min(Math.max(seconds, 0), this.duration);
    if (this.stepper && this.video.paused) this.stepper.showTime(target);
    else this.video.currentTime = target;
  }

  back() { this.step(-1); }
  forward() { this.step(1); }
  jump(seconds) { this.go(this.seconds + seconds); }
  incident() { this.go(Number(this.video.dataset.incident ?? 0)); }

  rate(direction) {
    const place = RATES.indexOf(this.video.playbackRate) + direction;
    this.setRate(RATES[Math.min(Math.max(place, 0), RATES.length - 1)]);
  }

  setRate(rate) {
    this.video.playbackRate = rate;
    for (const button of document.querySelectorAll("[data-rate]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.rate) === rate));
    }
  }

  image() {
    this.view = (this.view + 1) % VIEWS.length;
    this.video.classList.remove("is-brighter", "is-harder");
    const [className, words] = VIEWS[this.view];
    if (className) this.video.classList.add(className);
    $("image-words").textContent = words;
    $("image-words").hidden = !words;
  }

  /** Sets one end of the marked moment; an end that would lie before the other moves it along. */
  mark(end) {
    this.marks[end] = this.seconds;
    const other = end === "in" ? "out" : "in";
    const wrongWay = this.marks.in !== null && this.marks.out !== null && this.marks.out <= this.marks.in;
    if (wrongWay) this.marks[other] = null;
    const from = this.marks.in ?? 0;
    const to = this.marks.out ?? this.duration;
    $("mark").hidden = false;
    $("mark").style.left = `${(from / this.duration) * 100}%`;
    $("mark").style.width = `${((to - from) / this.duration) * 100}%`;
    this.onChange();
  }

  /** Whether the marked moment was played from end to end. */
  get isMarkPlayed() {
    const { in: from, out: to } = this.marks;
    if (from === null || to === null) return false;
    const { played } = this.video;
    for (let range = 0; range < played.length; range += 1) {
      if (played.start(range) <= from + 0.3 && played.end(range) >= to - 0.3) return true;
    }
    return false;
  }
}
