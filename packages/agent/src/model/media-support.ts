/** The media that a provider's adapter carries, and how much of them the provider accepts. */
export interface MediaSupport {
  /** The IANA media types that it takes inside a message or tool result. */
  readonly types: RegExp;
  /** The largest image, in base64 characters. */
  readonly imageSize: number;
  /** The largest sum of all files of one request, in base64 characters. */
  readonly totalSize: number;
}

const MEGABYTE = 1024 * 1024;
const NONE: MediaSupport = { types: /^(?!)/, imageSize: 0, totalSize: 0 };

/** By the provider's name; a provider that is not listed takes text only. */
const SUPPORTED: readonly (readonly [RegExp, MediaSupport])[] = [
  [
    /^anthropic/,
    {
      types: /^(image\/(png|jpeg|gif|webp)|application\/pdf)$/,
      // Anthropic counts the characters, not the bytes that they stand for.
      imageSize: 5 * MEGABYTE,
      totalSize: 28 * MEGABYTE,
    },
  ],
  [
    /^openai\.responses/,
    {
      types: /^(image\/(png|jpeg|gif|webp)|application\/pdf)$/,
      imageSize: 20 * MEGABYTE,
      totalSize: 40 * MEGABYTE,
    },
  ],
  [
    /^google/,
    {
      types: /^(image|audio|video)\/|^application\/pdf$/,
      imageSize: 18 * MEGABYTE,
      totalSize: 18 * MEGABYTE,
    },
  ],
];

/** Gives the media that a provider's models take, by the provider's name. */
export function mediaSupportOf(provider: string): MediaSupport {
  return SUPPORTED.find(([name]) => name.test(provider))?.[1] ?? NONE;
}
