import assert, { deepEqual, equal, rejects } from "node:assert/strict";
import type { ServerCase } from "./server-case.ts";

/** Cases of resources and prompts. */
export const resourceCases: readonly ServerCase[] = [
  {
    name: "resources are listed over all pages, with what a template lists",
    run: async ({ client }) => {
      const uris = (await client.listResources()).map(({ uri }) => uri);
      deepEqual(uris, ["docs://guide", "docs://bytes", "notes://C-1/all", "notes://C-2/all"]);
      const [template] = await client.listResourceTemplates();
      assert.partialDeepStrictEqual(template, {
        uriTemplate: "notes://{customer}/{+path}{?lang}",
        name: "notes",
      });
    },
  },
  {
    name: "text and bytes are read as what they are",
    run: async ({ client }) => {
      deepEqual((await client.readResource("docs://guide")).contents, [
        { uri: "docs://guide", mimeType: "text/markdown", text: "# Guide ü世🦊" },
      ]);
      deepEqual((await client.readResource("docs://bytes")).contents, [
        { uri: "docs://bytes", mimeType: "image/png", blob: "AID/" },
      ]);
    },
  },
  {
    name: "a template is read with the values of its variables, decoded",
    run: async ({ client }) => {
      const { contents } = await client.readResource("notes://C%2F1/a/b%20c?lang=de");
      const [found] = contents as readonly { readonly text: string }[];
      deepEqual(JSON.parse(found?.text ?? ""), { customer: "C/1", path: "a/b c", lang: "de" });
    },
  },
  {
    name: "a resource that is not there is an error that names it",
    run: async ({ client }) => {
      const code = client.revision >= "2026-07-28" ? -32602 : -32002;
      await rejects(client.readResource("docs://other"), { code, data: { uri: "docs://other" } });
    },
  },
  {
    name: "prompts are listed with their arguments, and rendered with them",
    run: async ({ client }) => {
      const prompts = await client.listPrompts();
      deepEqual(
        prompts.map(({ name }) => name),
        ["summarize", "chat"],
      );
      assert.partialDeepStrictEqual(prompts[0]?.arguments, [
        { name: "ticket", description: "Which", required: true },
        { name: "audience", required: false },
      ]);
      const { messages } = await client.getPrompt("summarize", { ticket: "7", limit: 3 });
      const [message] = messages;
      equal(message?.role, "user");
      const content = message?.content;
      const text = content?.type === "text" ? content.text : "";
      deepEqual(JSON.parse(text), { ticket: "7", limit: 3 });
    },
  },
  {
    name: "a prompt may hold blocks",
    run: async ({ client }) => {
      const { messages } = await client.getPrompt("chat");
      deepEqual(messages, [
        { role: "user", content: { type: "text", text: "Look" } },
        { role: "assistant", content: { type: "image", data: "AID/", mimeType: "image/png" } },
      ]);
    },
  },
  {
    name: "a prompt that is unknown or lacks an argument is refused",
    run: async ({ client }) => {
      await rejects(client.getPrompt("other", {}), {
        code: -32602,
        message: /Unknown prompt: other/,
      });
      await rejects(client.getPrompt("summarize", {}), { code: -32602, message: /ticket/ });
    },
  },
  {
    name: "arguments and variables are completed",
    run: async ({ client }) => {
      const audience = { name: "audience", value: "cu" };
      const prompt = await client.complete({ prompt: "summarize" }, audience);
      deepEqual(prompt.values, ["customer"]);
      const template = { resource: "notes://{customer}/{+path}{?lang}" };
      const variable = await client.complete(template, { name: "customer", value: "C" });
      deepEqual(variable.values, ["C-1", "C-2"]);
    },
  },
];
