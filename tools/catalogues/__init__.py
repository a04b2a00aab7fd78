"""The catalogues of translations: extracting, merging, compiling, checking."""
