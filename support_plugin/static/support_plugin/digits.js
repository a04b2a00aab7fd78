// Browsers drop Persian and Arabic-Indic digits typed into a field for numbers, and let no e-mail address with them
// through. This gives them what they take.

const DIGIT = /[۰-۹٠-٩]/g;
const GROUPING = /[٬،]/g;

document.addEventListener("beforeinput", (event) => {
  const field = event.target;
  const typed = event.data ?? event.dataTransfer?.getData("text/plain");
  if (!["number", "email"].includes(field.type) || !typed || event.isComposing) {
    return;
  }
  // The last four bits of both sets' code points are the digit.
  const digits = typed.replace(DIGIT, (digit) => digit.charCodeAt(0) & 15);
  const plain = field.type === "number" ? digits.replace(GROUPING, "").replace("٫", ".") : digits;
  if (plain !== typed) {
    event.preventDefault();
    // Deprecated, but the one way to put text at the cursor of such a field, and to keep "undo".
    document.execCommand("insertText", false, plain);
  }
});
