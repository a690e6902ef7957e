/** Text under way, as bytes of ASCII in a buffer that grows and is used again. */

export class TextBuffer {
  bytes: Uint8Array;
  length = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  /** Room for so many bytes more. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** Plain ASCII that has been checked. */
  add(text: string): void {
    this.reserve(text.length);
    const { bytes } = this;
    let at = this.length;
    for (let n = 0; n < text.length; n++) bytes[at++] = text.charCodeAt(n);
    this.length = at;
  }

  /** What has been written, until more is. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
