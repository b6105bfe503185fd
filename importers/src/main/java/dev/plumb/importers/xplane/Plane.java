package dev.plumb.importers.xplane;

/**
 * Where a plane lies in the file.
 *
 * @param from offset of its content
 * @param to end of its content, or of the file if that ends before
 * @param cut whether the file ends before the plane
 * @param rank which of several hosts it is of; −1 if there is only one
 */
record Plane(long from, long to, boolean cut, String name, PlaneKind kind, int rank) {}
