import type { AgentMessage, FilePart, TextPart } from "../conversation/message.ts";
import type { MediaSupport } from "./media-support.ts";
import { readFile } from "./read-file.ts";

/** Gives what a model is sent for a file: the file as the provider takes it, or a note. */
export type FitFile = (file: FilePart) => FilePart | TextPart;

/**
 * Decides for every file of a conversation whether a provider is sent it. Where all of them are too
 * large together, the newest ones go.
 */
export function fitFiles(
  messages: readonly AgentMessage[],
  support: MediaSupport,
  refused: Pick<WeakSet<FilePart>, "has">,
): FitFile {
  const fitted = new Map<FilePart, FilePart | TextPart>();
  let room = support.totalSize;
  for (const file of messages.flatMap(filesOf).reverse()) {
    const sent = refused.has(file) ? "the provider refused it" : fitFile(file, support);
    if (typeof sent !== "string" && sent.data.data.length <= room) {
      room -= sent.data.data.length;
      fitted.set(file, sent);
    } else {
      const reason = typeof sent === "string" ? sent : "the conversation has too many files";
      fitted.set(file, { type: "text", text: describeFile(file, reason) });
    }
  }
  return (file) => fitted.get(file) ?? file;
}

/** Lists the files in a message. */
export function filesOf(message: AgentMessage): FilePart[] {
  switch (message.role) {
    case "user":
      return message.content.filter((part) => part.type === "file");
    case "tool":
      return message.content.flatMap(({ output }) =>
        output.type === "content" ? output.value.filter((part) => part.type === "file") : [],
      );
    case "assistant":
      return [];
  }
}

/** Gives the file as the provider takes it, or the reason why it does not. */
function fitFile(given: FilePart, { types, imageSize }: MediaSupport): FilePart | string {
  const read = readFile(given);
  if ("problem" in read) return read.problem;
  const { file } = read;
  if (!types.test(file.mediaType)) return "this model cannot be shown it";
  const isImage = file.mediaType.startsWith("image/");
  if (isImage && file.data.data.length > imageSize) return "it is too large for this model";
  return file;
}

function describeFile({ mediaType, data, filename }: FilePart, reason: string): string {
  const bytes = Math.floor((data.data.length * 3) / 4);
  const size = bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} kB`;
  return `[${filename ? `${filename}, ` : ""}${mediaType}, ${size}: ${reason}]`;
}
