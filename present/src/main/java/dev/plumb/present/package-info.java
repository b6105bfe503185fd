/** Text, JSON, HTML and exported files from profiles. */
@NullMarked
package dev.plumb.present;

import org.jspecify.annotations.NullMarked;
