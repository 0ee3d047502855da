// A loupe over the footage: four times the pixels under the pointer, from the frame that is shown.
const TIMES = 4;

export class Loupe {
  constructor(video, figure, stage) {
    this.video = video;
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
    this.draw();
    return !this.figure.hidden;
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
    const [partWidth, partHeight] = [width / TIMES, height / TIMES];
    const x = this.at.x * this.video.videoWidth - partWidth / 2;
    const y = this.at.y * this.video.videoHeight - partHeight / 2;
    const paper = this.canvas.getContext("2d");
    paper.fillRect(0, 0, width, height);
    paper.drawImage(this.video, x, y, partWidth, partHeight, 0, 0, width, height);
  }
}
