// What can be said about a file before its first byte is sent. The server asks all of it again.
const HEAD_BYTES = 16;
const LOG_NAME = /\.(nmea|gpx|gps|3gf|map|txt)$/i;
const LOG_MOST_BYTES = 32 * 1024 * 1024;
const TRANSPORT_STREAM_SYNC = 0x47;

function letters(bytes, from, to) {
  return String.fromCharCode(...bytes.slice(from, to));
}

function looksLikeVideo(bytes) {
  if (["ftyp", "moov", "mdat", "wide", "free", "skip"].includes(letters(bytes, 4, 8))) return true; // MP4, MOV
  if (letters(bytes, 0, 4) === "RIFF" && letters(bytes, 8, 12) === "AVI ") return true;
  if (bytes[0] === 0x1a && bytes[1] === 0x45 && bytes[2] === 0xdf && bytes[3] === 0xa3) return true; // MKV, WebM
  return bytes[0] === TRANSPORT_STREAM_SYNC || bytes[4] === TRANSPORT_STREAM_SYNC; // TS, M2TS
}

/** One sentence about why this file cannot be sent, or an empty string. */
export async function problemWith(file, { maxBytes, maxWords, count, maxFiles }) {
  if (count >= maxFiles) return `You can only select up to ${maxFiles} files at the same time`;
  if (file.size === 0) return "The selected file is empty";
  if (file.size > maxBytes) return `The selected file must be smaller than ${maxWords}`;
  if (LOG_NAME.test(file.name) && file.size <= LOG_MOST_BYTES) return ""; // a camera's location log beside its video
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  return looksLikeVideo(head) ? "" : "The selected file must be a video (MP4, MOV, AVI, MKV or TS)";
}
