// A loupe over the footage: four times the pixels under the pointer, from the frame that is shown. While it stands
// still, the original's picture takes the place of the playback copy as soon as it is there.
const TIMES = 4;
const COPY = "Loupe 4×, playback copy";

export class Loupe {
  constructor(video, figure, stage, stills) {
    this.video = video;
    this.stills = stills;
    this.number = null;
    this.original = null;
    this.words = document.getElementById("loupe-words");
    this.figure = figure;
    this.canvas = figure.querySelector("canvas");
    this.at = { x: 0.5, y: 0.6 };
    stage.addEventListener("pointermove", (event) => {
      const box = this.pictureBox();
      this.at = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
      this.draw();
    });
  }

  toggle() {
    this.figure.hidden = !this.figure.hidden;
    this.find();
    this.draw();
    return !this.figure.hidden;
  }

  /** The frame that is shown, or null while the footage plays. */
  show(number) {
    if (this.number !== number) this.original = null;
    this.number = number;
    this.find();
    this.draw();
  }

  /** Asks for the original's picture when somebody looks closely at a frame that stands still. */
  async find() {
    const { number } = this;
    this.say();
    if (this.figure.hidden || number === null || !this.stills || this.original) return;
    const isWanted = () => this.number === number && !this.figure.hidden;
    const picture = await this.stills.get(number, isWanted);
    if (!isWanted()) return;
    this.original = picture;
    this.say(!picture);
    this.draw();
  }

  say(isGivenUp = false) {
    if (this.original) this.words.textContent = "Loupe, original";
    else if (this.number === null || !this.stills || isGivenUp) this.words.textContent = COPY;
    else this.words.textContent = "Loupe 4×, original is coming";
  }

  /** Where the picture lies on the screen, without the bars beside or above it. */
  pictureBox() {
    const box = this.video.getBoundingClientRect();
    const shape = this.video.videoWidth / this.video.videoHeight || 16 / 9;
    const width = Math.min(box.width, box.height * shape);
    const height = width / shape;
    return { left: box.left + (box.width - width) / 2, top: box.top + (box.height - height) / 2, width, height };
  }

  draw() {
    if (this.figure.hidden || !this.video.videoWidth) return;
    const { width, height } = this.canvas;
    // The same part of the scene from either: the original has more pixels in it.
    const source = this.original ?? this.video;
    const scale = this.original ? this.original.width / this.video.videoWidth : 1;
    const [partWidth, partHeight] = [(width / TIMES) * scale, (height / TIMES) * scale];
    const x = this.at.x * this.video.videoWidth * scale - partWidth / 2;
    const y = this.at.y * this.video.videoHeight * scale - partHeight / 2;
    const paper = this.canvas.getContext("2d");
    paper.fillRect(0, 0, width, height);
    paper.drawImage(source, x, y, partWidth, partHeight, 0, 0, width, height);
  }
}
