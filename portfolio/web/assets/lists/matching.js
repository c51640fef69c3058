// Which options of a list a typed text means: those that have, for each typed word, a word that
// begins so. Accents, case, vowel marks and the Arabic article make no difference, as in the search.
// What is typed in full comes first, so that "sudan" is not South Sudan.
const rpLetters = {
  "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه",
  "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
};
const rpDigit = (digit) => String(digit.codePointAt(0) & 15);
const rpFold = (text) => {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\p{Mn}\p{Cf}\u0640]/gu, "")
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, rpDigit)
    .replace(/[ٱىیکةœæøłđı]/g, (letter) => rpLetters[letter]);
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => word.replace(/^(?:و|ال)+(?=..)/u, ""));
};
const rpFolded = new Map();
const rpWords = (label) => {
  if (!rpFolded.has(label)) rpFolded.set(label, rpFold(label));
  return rpFolded.get(label);
};
const rpRank = (label, typed) => {
  const words = rpWords(label);
  const [said, wanted] = [words.join(" "), typed.join(" ")];
  if (said === wanted) return 0;
  if (said.startsWith(wanted)) return 1;
  if (` ${said}`.includes(` ${wanted}`)) return 2;
  return typed.every((part) => words.some((word) => word.startsWith(part))) ? 3 : -1;
};
const rpMatching = (options, text) => {
  const typed = rpFold(text);
  if (typed.length === 0) return [];
  return options
    .map((option) => [rpRank(option.label, typed), option])
    .filter(([rank]) => rank >= 0)
    .sort(([one], [other]) => one - other)
    .map(([, option]) => option);
};
