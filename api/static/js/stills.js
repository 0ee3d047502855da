// Pictures of the original by their number. The server may answer that one is still being taken: then it is asked again.
const KEPT = 6;
const PATIENCE = 20; // times asked before it is given up

/** Fetches pictures of the original; the newest few stay at hand. */
export class Stills {
  constructor(url) {
    this.url = url;
    this.kept = new Map();
  }

  address(number) {
    return `${this.url}${number}`;
  }

  /** The picture, or null when it cannot be had or `isWanted` says that nobody waits for it any more. */
  async get(number, isWanted) {
    if (!this.kept.has(number)) {
      const picture = await this.fetch(number, isWanted);
      if (!picture) return null;
      this.kept.set(number, picture);
      if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    }
    return this.kept.get(number);
  }

  async fetch(number, isWanted) {
    for (let asked = 0; asked < PATIENCE && isWanted(); asked += 1) {
      const answer = await fetch(this.address(number)).catch(() => null);
      if (answer?.status === 200) return createImageBitmap(await answer.blob());
      if (answer?.status !== 202) return null;
      const seconds = Number(answer.headers.get("retry-after")) || 1;
      await new Promise((done) => setTimeout(done, seconds * 1000));
    }
    return null;
  }
}

/** The whole picture over the stage, in the place of the playback copy. */
export class WholeStill {
  constructor(stills, figure) {
    this.stills = stills;
    this.figure = figure;
    this.words = document.getElementById("still-words");
    this.link = document.getElementById("still-link");
  }

  get isOpen() {
    return !this.figure.hidden;
  }

  close() {
    this.figure.hidden = true;
    this.number = null;
  }

  async open(number) {
    this.number = number;
    this.figure.hidden = false;
    this.link.hidden = true;
    this.words.textContent = "Taking the picture from the original";
    const canvas = this.figure.querySelector("canvas");
    canvas.hidden = true;
    const picture = await this.stills.get(number, () => this.number === number);
    if (this.number !== number) return;
    const frame = `Frame ${(number + 1).toLocaleString("en-GB")}`;
    if (!picture) {
      this.words.textContent = `${frame} cannot be taken from the original`;
      return;
    }
    canvas.hidden = false;
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d").drawImage(picture, 0, 0);
    this.words.textContent = `${frame} of the original, ${picture.width} × ${picture.height}`;
    this.link.href = this.stills.address(number);
    this.link.hidden = false;
  }
}
