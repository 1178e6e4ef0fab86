import type { ReactNode } from "react";
import Markdown from "react-markdown";
import { showOddCharacters } from "../part/odd-character.ts";
import styles from "./result.module.css";

/** Markdown of a server: no HTML, no picture from outside, links of http and https alone. */
export function ServerMarkdown(props: { readonly text: string }): ReactNode {
  return (
    <div className={styles["markdown"]}>
      <Markdown
        components={{
          a: ({ href, children }) => <WebLink url={href ?? ""}>{children}</WebLink>,
          img: ({ alt, src }) => <code>{`![${alt ?? ""}](${String(src ?? "")})`}</code>,
        }}
        urlTransform={(url) => (/^https?:\/\//iu.test(url) ? url : "")}
      >
        {showOddCharacters(props.text)}
      </Markdown>
    </div>
  );
}

function WebLink(props: { readonly url: string; readonly children: ReactNode }): ReactNode {
  if (props.url === "") return <span>{props.children}</span>;
  return (
    <a href={props.url} rel="noopener noreferrer" target="_blank" title={props.url}>
      {props.children}
    </a>
  );
}
