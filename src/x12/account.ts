/** Every byte that came in, by what it was: nothing is passed over in silence. */

export class ByteAccount {
  /** Bytes of segments, without their terminators. */
  segments = 0;
  /** Line ends between segments, and blanks between interchanges. */
  blank = 0;
  /** Bytes that an issue tells of: garbage, a byte order mark, a segment that is cut, empty or too long. */
  told = 0;

  add(segments: number, blank: number): void {
    this.segments += segments;
    this.blank += blank;
  }

  /** Throws where the kinds do not add up to what came: a defect of the scanner. */
  close(terminators: number, received: number): void {
    const { segments, blank, told } = this;
    if (segments + terminators + blank + told !== received)
      throw new Error(
        `the scanner accounts for ${segments} bytes of segments, ${terminators} terminators, ${blank} blank and ${told} told of ${received}`,
      );
  }
}
