package dev.plumb.devices;

/**
 * A document that numbers come from.
 *
 * @param title as printed on it
 * @param url where it was found
 */
public record Source(String title, String url) {}
