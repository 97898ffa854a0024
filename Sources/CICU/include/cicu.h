// The parts of ICU that Rondo uses, behind functions of our own. No ICU header is included
// here: ICU's types and Foundation's clash inside one Swift module.
#ifndef RONDO_CICU_H
#define RONDO_CICU_H

/// The version of the ICU library in use, such as "72.1".
const char *cicu_version(void);

#endif
