/**
 * Sources of one run that are not ranks of it: files of one recording are put together before they
 * are linked, kernel metrics and CPU samples are joined to the timeline that they belong to. Each
 * join says by what and how well.
 */
@NullMarked
package dev.plumb.profile.combine;

import org.jspecify.annotations.NullMarked;
