// A photo before it travels: upright, without metadata, long edge at most 1600 px.
const longEdge = 1600, quality = 0.85;
// A JPEG decodes in eighths of its size: the usual cameras give 1500 to 2016 px below this.
const decodedEdge = 2016;

/** A JPEG; what the browser cannot open goes as it is, and the server says what it is. */
export async function smaller(file) {
  let picture;
  try {
    picture = await decoded(file).catch(() => createImageBitmap(file, { imageOrientation: "from-image" }));
  } catch {
    return file;
  }
  try {
    const width = picture.displayWidth ?? picture.width, height = picture.displayHeight ?? picture.height;
    const scale = Math.min(1, longEdge / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const drawing = canvas.getContext("2d");
    drawing.fillStyle = "#fff";
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    drawing.imageSmoothingQuality = "high";
    drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const jpeg = await new Promise(done => canvas.toBlob(done, "image/jpeg", quality));
    return jpeg ? new File([jpeg], "meal.jpg", { type: "image/jpeg" }) : file;
  } finally {
    picture.close();
  }
}

// Decoding no larger than needed takes a third of the time and memory, where the browser can and keeps the orientation.
async function decoded(file) {
  if (file.type !== "image/jpeg" || !globalThis.ImageDecoder || !("rotation" in VideoFrame.prototype)) throw new TypeError("no scaled decoding here");
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type: file.type, desiredWidth: decodedEdge, desiredHeight: decodedEdge });
  try {
    return (await decoder.decode()).image;
  } finally {
    decoder.close();
  }
}

/** Events of a text/event-stream, as they arrive. */
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += value;
      const blocks = text.split(/\r?\n\r?\n/);
      text = blocks.pop();
      for (const block of blocks) {
        const lines = block.split(/\r?\n/);
        const data = lines.filter(line => line.startsWith("data:")).map(line => line.slice(5).replace(/^ /, "")).join("\n");
        const name = lines.find(line => line.startsWith("event:"))?.slice(6).trim() ?? "message";
        if (data) yield { name, data: JSON.parse(data) };
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
