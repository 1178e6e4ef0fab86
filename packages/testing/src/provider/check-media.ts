/** Media in a request: the type that it names, and its data in base64. */
export interface SentMedia {
  readonly type: string;
  readonly data: string;
}

/** The largest image that Anthropic takes, in base64 characters. */
const ANTHROPIC_IMAGE = 5 * 1024 * 1024;

/** Lists what Anthropic refuses in media. */
export function checkAnthropicMedia(media: readonly SentMedia[]): string[] {
  return media.flatMap(({ type, data }) => [
    ...checkBase64(data),
    ...(/^image\/(png|jpeg|gif|webp)$|^application\/pdf$/.test(type)
      ? []
      : [
          `media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp': ${type}`,
        ]),
    ...(type.startsWith("image/") && data.length > ANTHROPIC_IMAGE
      ? [`image exceeds 5 MB maximum: ${data.length} bytes > ${ANTHROPIC_IMAGE} bytes`]
      : []),
  ]);
}

/** Lists what every provider refuses in media. */
export function checkBase64(data: string): string[] {
  if (data === "") return ["media: data must not be empty"];
  const isBase64 = data.length % 4 === 0 && !NO_DIGIT.test(withoutPadding(data));
  return isBase64 ? [] : ["media: data is not valid base64"];
}

/** Searched for rather than excluded: an expression over all of a file can exhaust the stack. */
const NO_DIGIT = /[^A-Za-z0-9+/]/;

function withoutPadding(data: string): string {
  const padding = data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0;
  return data.slice(0, data.length - padding);
}
