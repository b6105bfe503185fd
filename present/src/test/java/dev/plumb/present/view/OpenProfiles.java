package dev.plumb.present.view;

import dev.plumb.profile.Run;

/** Profiles for tests of what carries questions to them. */
public final class OpenProfiles {
  private OpenProfiles() {}

  /** One profile. */
  public static Profiles of(Run run) {
    Profiles profiles = new Profiles();
    profiles.add(Profiles.Role.ONLY, Asked.profile("run", run));
    return profiles;
  }
}
