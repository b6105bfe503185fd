/* Assertions of check-cupti.c and check-rocprofiler.c. */
#ifndef PLUMB_CHECK_H
#define PLUMB_CHECK_H

#define SAME(theirs, their_field, ours, our_field)                                              \
  _Static_assert(offsetof(theirs, their_field) == offsetof(struct ours, our_field), #theirs);   \
  _Static_assert(sizeof(((theirs *)0)->their_field) == sizeof(((struct ours *)0)->our_field), #theirs)
#define EQUAL(a, b) _Static_assert((int)(a) == (int)(b), #a)

#endif
