package dev.plumb.profile.combine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelNamesTest {
  @Test
  void demanglersThatDifferInCastsSpacesAndReturnTypeGiveOneSignature() {
    String compute = "void blocktiling<(int)64, (bool)1, (unsigned int)8>(int, const float *)";
    String kineto = "blocktiling<64, true, 8>(int, const float*)";
    assertThat(KernelNames.signature(compute)).isEqualTo(KernelNames.signature(kineto));
  }

  @Test
  void castsOfValuesThatAreNoLiteralsStay() {
    assertThat(KernelNames.signature("f(int)")).isEqualTo("f(int)");
  }

  @Test
  void theBaseIsTheFunctionsOwnName() {
    assertThat(
            KernelNames.base(
                "void at::native::(anonymous namespace)::elementwise_kernel<4, at::native::F<float>>(int, X)"))
        .isEqualTo("elementwise_kernel");
    assertThat(KernelNames.base("ampere_sgemm_128x64_nn")).isEqualTo("ampere_sgemm_128x64_nn");
    assertThat(KernelNames.base("void cub::Dispatch<int>::Kernel<float, 3>(float*)"))
        .isEqualTo("kernel");
  }

  @Test
  void unbalancedNamesEnd() {
    for (String name : new String[] {"", "<", ">>", "a<b", "a::", "(((", "a<b<c>::d", "::"}) {
      assertThat(KernelNames.base(name)).isNotNull();
      assertThat(KernelNames.signature(name)).isNotNull();
    }
  }
}
