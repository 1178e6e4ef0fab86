/** A picture of palette colours, a byte for each pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** The colours as `0xRRGGBB`; a pixel is an index of them. */
  readonly palette: readonly number[];
}
/** Encodes a picture as PNG. */
export declare function encodePng({ width, height, pixels, palette }: Picture): Uint8Array;
//# sourceMappingURL=encode-png.d.ts.map
