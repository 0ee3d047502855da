// Sends one file in resumable pieces and says how it goes.
import "/static/vendor/tus-4.3.1.min.js";
import { sizeWords, timeWords } from "/static/js/upload_rows.js";

const PIECE = 16 * 1024 * 1024;
const WAITS = [0, 1000, 3000, 5000, 10000, 20000, 30000];
const RATE_WINDOW_MS = 15000;

/** An upload: start(), pause() and resume() around a lost connection, cancel(). */
export class Sender {
  constructor(file, { endpoint, csrf, row, onDone, onFailed }) {
    this.row = row;
    this.total = file.size;
    this.marks = [];
    this.isActive = false;
    this.upload = new window.tus.Upload(file, {
      endpoint,
      chunkSize: PIECE,
      retryDelays: WAITS,
      headers: { "X-CSRF": csrf },
      metadata: { filename: file.name, filetype: file.type },
      removeFingerprintOnSuccess: true,
      onProgress: (sent) => this.showProgress(sent),
      onSuccess: () => {
        this.isActive = false;
        onDone();
      },
      onError: (error) => {
        this.isActive = false;
        onFailed(sentenceFor(error));
      },
    });
  }

  async start() {
    this.isActive = true;
    const earlier = await this.upload.findPreviousUploads();
    if (earlier.length) this.upload.resumeFromPreviousUpload(earlier[0]);
    this.upload.start();
  }

  pause() {
    if (!this.isActive) return;
    this.upload.abort();
    this.marks = [];
    this.row.show("receiving", "Waiting for the connection. It goes on by itself.", this.row.bar.value);
  }

  resume() {
    if (this.isActive) this.upload.start();
  }

  async cancel() {
    this.isActive = false;
    await this.upload.abort(true).catch(() => {}); // the server's sweep removes what a lost connection leaves
  }

  showProgress(sent) {
    const now = performance.now();
    this.marks.push([now, sent]);
    this.marks = this.marks.filter(([at]) => now - at < RATE_WINDOW_MS);
    const [[firstAt, firstSent]] = this.marks;
    const rate = (sent - firstSent) / (now - firstAt);
    const left = rate > 0 ? timeWords((this.total - sent) / rate / 1000) : "";
    const [whole, sentWords] = [sizeWords(this.total), sizeWords(sent)];
    const sameUnit = sentWords.split(" ")[1] === whole.split(" ")[1];
    const begun = `Uploading, ${sameUnit ? sentWords.split(" ")[0] : sentWords} of ${whole}`;
    this.row.show("receiving", [begun, left].filter(Boolean).join(", "), (100 * sent) / this.total);
  }
}

function sentenceFor(error) {
  const answer = error.originalResponse;
  try {
    return JSON.parse(answer.getBody()).detail || "The selected file could not be uploaded – try again";
  } catch {
    return "The selected file could not be uploaded – try again";
  }
}
