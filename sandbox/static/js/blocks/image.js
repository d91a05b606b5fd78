/** Pictures: only those of this page's own server are fetched; of any other, the words are shown. */

import { h } from "../dom.js";
import { icon } from "../icons.js";

const isLocal = (url) => /^(data:image\/|\/)/.test(url) || url.startsWith(location.origin);

export function image({ image_url: url, alt_text: alt }, classes = "") {
  if (url && isLocal(url)) return h("img", { src: url, alt, class: classes, loading: "lazy" });
  return h(
    "span",
    { class: `no-picture ${classes}`, role: "img", "aria-label": alt, title: `Not fetched: ${url ?? "a Slack file"}` },
    icon("picture"),
    h("span", null, alt),
  );
}
