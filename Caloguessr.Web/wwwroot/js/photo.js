// A photo before it travels: upright, without metadata, long edge at most 1600 px.
const longEdge = 1600, quality = 0.85;

/** A JPEG; what the browser cannot open goes as it is, and the server says what it is. */
export async function smaller(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  try {
    const scale = Math.min(1, longEdge / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
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
