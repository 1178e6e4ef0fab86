import type { Chat } from "../chat/chat.ts";
import type { Controls } from "./controls.ts";

/** Makes the requests that act on the chat. */
export function chatControls(chat: Chat): Controls {
  return {
    chat: ({ message }) => ({ turn: chat.send(message) }),
    "chat-stop": () => {
      chat.stop();
      return {};
    },
    "chat-approve": ({ turn, part, answer }) => {
      chat.approve(turn, part, answer);
      return {};
    },
    "chat-clear": async () => {
      await chat.clear();
      return {};
    },
    "chat-model": () => chat.model(),
  };
}
