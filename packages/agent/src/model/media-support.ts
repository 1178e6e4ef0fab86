/** Says whether a model takes a media type inside a tool result or message. */
export type MediaSupport = (mediaType: string) => boolean;

/**
 * The media that each provider's adapter carries; a provider that is not listed takes text only.
 */
const SUPPORTED: readonly (readonly [RegExp, RegExp])[] = [
  [/^anthropic/, /^(image\/(png|jpeg|gif|webp)|application\/pdf)$/],
  [/^openai\.responses/, /^(image\/(png|jpeg|gif|webp)|application\/pdf)$/],
  [/^google/, /^(image|audio|video)\/|^application\/pdf$/],
];

/** Gives the media that a provider's models take, by the provider's name. */
export function mediaSupportOf(provider: string): MediaSupport {
  const supported = SUPPORTED.find(([name]) => name.test(provider))?.[1];
  return (mediaType) => supported?.test(mediaType) ?? false;
}
