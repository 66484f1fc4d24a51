// What script adds to pages that already work without it: focus on the error summary and the
// skip link's target (govuk-frontend), the "use my location" button and an open filter panel on
// wide screens whose browser cannot style a closed one.

import { createAll, ErrorSummary, SkipLink } from "govuk-frontend";
import { offerLocation } from "./locate.mjs";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

createAll(ErrorSummary);
createAll(SkipLink);

if (matchMedia("(min-width: 48.0625em)").matches && !CSS.supports("selector(::details-content)")) {
  for (const panel of document.querySelectorAll(".fp-filter")) panel.open = true;
}

for (const button of document.querySelectorAll("[data-locate]")) {
  offerLocation(button);
}
