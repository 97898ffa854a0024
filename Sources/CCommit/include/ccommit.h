#ifndef CCOMMIT_H
#define CCOMMIT_H

#ifdef __cplusplus
extern "C" {
#endif

/* The first seven digits of the commit that was checked out when the program was built; an empty
   text where the source lay in no repository whose log the compiler could read. */
const char *ccommit_digits(void);

#ifdef __cplusplus
}
#endif

#endif
