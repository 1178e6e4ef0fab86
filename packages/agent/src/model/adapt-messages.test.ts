import { describe, expect, test } from "vitest";
import type { AgentMessage, FilePart } from "../conversation/message.ts";
import { scriptedModel } from "../language-model/fixture/scripted-model.ts";
import { adaptMessages } from "./adapt-messages.ts";
import { mediaSupportOf } from "./media-support.ts";

const image: FilePart = {
  type: "file",
  mediaType: "image/png",
  data: { type: "data", data: "a".repeat(4000) },
  filename: "chart.png",
};
const small: FilePart = {
  type: "file",
  mediaType: "audio/wav",
  data: { type: "data", data: "UklGRg==" },
};

function adapt(message: AgentMessage, provider: string): AgentMessage[] {
  return adaptMessages([message], scriptedModel([], { provider }));
}

function output(value: readonly (FilePart | { type: "text"; text: string })[]): AgentMessage {
  return {
    role: "tool",
    content: [
      {
        type: "tool-result",
        toolCallId: "1",
        toolName: "draw",
        output: { type: "content", value },
      },
    ],
  };
}

describe("media", () => {
  test("go to a provider that takes them", () => {
    const message: AgentMessage = { role: "user", content: [image] };
    expect(adapt(message, "anthropic.messages")).toEqual([message]);
    expect(adapt(output([image]), "google.generative-ai")).toEqual([output([image])]);
  });

  test("become a note with name, type and size elsewhere", () => {
    const [message] = adapt({ role: "user", content: [image, small] }, "endpoint.chat");
    expect(message?.content).toEqual([
      { type: "text", text: "[chart.png, image/png, 3 kB: this model cannot be shown it]" },
      { type: "text", text: "[audio/wav, 6 bytes: this model cannot be shown it]" },
    ]);
  });

  test("a result that is left with text alone goes as text", () => {
    const [message] = adapt(output([{ type: "text", text: "Here:" }, small]), "openai.responses");
    expect(message?.content).toMatchObject([
      { output: { type: "text", value: expect.stringMatching(/^Here:\n\[audio\/wav/) } },
    ]);
  });

  test("a result keeps the media that the provider takes beside notes on the others", () => {
    const [message] = adapt(output([image, small]), "anthropic.messages");
    expect(message?.content).toMatchObject([
      { output: { type: "content", value: [image, { type: "text" }] } },
    ]);
  });

  test("are sent in the form that providers take", () => {
    const data = { type: "data", data: "data:image/png;base64,/9j/4AA=" } as const;
    const photo: FilePart = { type: "file", mediaType: "image/jpg", data };
    expect(adapt(output([photo]), "anthropic.messages")).toEqual([
      output([{ ...photo, mediaType: "image/jpeg", data: { type: "data", data: "/9j/4AA=" } }]),
    ]);
  });

  test.each<[string, number]>([
    ["anthropic.messages", 5 * 1024 * 1024],
    ["openai.responses", 20 * 1024 * 1024],
    ["google.generative-ai", 18 * 1024 * 1024],
  ])("of %s are no longer than it takes", (provider, limit) => {
    const large = (length: number): FilePart => ({
      ...image,
      data: { type: "data", data: "a".repeat(length) },
    });
    expect(adapt(output([large(limit)]), provider)).toEqual([output([large(limit)])]);
    const [message] = adapt(output([large(limit + 4)]), provider);
    expect(JSON.stringify(message)).toContain("it is too large for this model");
  });

  test("that are no base64 become a note that says so", () => {
    const broken = {
      ...small,
      mediaType: "image/png",
      data: { type: "data", data: "!!!!" },
    } as const;
    const [message] = adapt({ role: "user", content: [broken] }, "anthropic.messages");
    expect(message?.content).toEqual([
      { type: "text", text: "[image/png, 3 bytes: its data are not base64]" },
    ]);
  });

  test("that are too large together give way to the newest", () => {
    const five = (name: string): FilePart => ({
      ...image,
      data: { type: "data", data: "a".repeat(5 * 1024 * 1024) },
      filename: name,
    });
    const files = ["1", "2", "3", "4", "5", "6"].map(five);
    const [message] = adapt({ role: "user", content: files }, "anthropic.messages");
    expect(message?.content.map(({ type }) => type)).toEqual([
      "text",
      "file",
      "file",
      "file",
      "file",
      "file",
    ]);
  });

  test("that the provider refused become a note", () => {
    const message = output([image, { ...image, filename: "other.png" }]);
    const adapted = adaptMessages(
      [message],
      scriptedModel([], { provider: "anthropic.messages" }),
      new WeakSet([image]),
    );
    expect(JSON.stringify(adapted)).toMatch(
      /chart\.png, image\/png, 3 kB: the provider refused it/,
    );
    expect(JSON.stringify(adapted)).toContain('"filename":"other.png"');
  });

  test.each<[string, string, boolean]>([
    ["anthropic.messages", "image/png", true],
    ["anthropic.messages", "application/pdf", true],
    ["anthropic.messages", "image/svg+xml", false],
    ["anthropic.messages", "audio/wav", false],
    ["openai.responses", "image/webp", true],
    ["openai.chat", "image/png", false],
    ["google.generative-ai", "video/mp4", true],
    ["google.generative-ai", "text/plain", false],
    ["endpoint.chat", "image/png", false],
  ])("%s takes %s: %s", (provider, mediaType, isTaken) => {
    expect(mediaSupportOf(provider).types.test(mediaType)).toBe(isTaken);
  });
});

describe("thoughts", () => {
  const signed = {
    type: "reasoning",
    text: "I must look.",
    providerOptions: { anthropic: { signature: "s" } },
  } as const;
  const message: AgentMessage = {
    role: "assistant",
    content: [signed, { type: "text", text: "Done." }],
  };

  test("go back to the provider that signed them", () => {
    expect(adapt(message, "anthropic.messages")).toEqual([message]);
  });

  test.each(["openai.responses", "google.generative-ai", "anthropic-like.chat"])(
    "do not go to %s",
    (provider) => {
      const [adapted] = adapt(message, provider);
      expect(adapted?.content).toEqual([{ type: "text", text: "Done." }]);
    },
  );

  test("a message that had nothing else is left out", () => {
    expect(adapt({ role: "assistant", content: [signed] }, "openai.responses")).toEqual([]);
  });

  test("unsigned thoughts go to no provider", () => {
    const unsigned: AgentMessage = {
      role: "assistant",
      content: [{ type: "reasoning", text: "Hm." }],
    };
    expect(adapt(unsigned, "anthropic.messages")).toEqual([]);
  });
});

test("empty texts are left out, unless the provider noted something on them", () => {
  const noted = { type: "text", text: "", providerOptions: { openai: { itemId: "1" } } } as const;
  const content = [{ type: "text", text: "" } as const, noted];
  expect(adapt({ role: "assistant", content }, "openai.responses")).toEqual([
    { role: "assistant", content: [noted] },
  ]);
  expect(adapt({ role: "user", content: [{ type: "text", text: "" }] }, "x")).toEqual([]);
});

test("other outputs stay as they are", () => {
  const message: AgentMessage = {
    role: "tool",
    content: [
      {
        type: "tool-result",
        toolCallId: "1",
        toolName: "look",
        output: { type: "json", value: { id: 1 } },
      },
      {
        type: "tool-result",
        toolCallId: "2",
        toolName: "look",
        output: { type: "error-text", value: "no" },
      },
    ],
  };
  expect(adapt(message, "endpoint.chat")).toEqual([message]);
});
