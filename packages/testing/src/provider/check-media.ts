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
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(data) && data.length % 4 === 0;
  return isBase64 ? [] : ["media: data is not valid base64"];
}
