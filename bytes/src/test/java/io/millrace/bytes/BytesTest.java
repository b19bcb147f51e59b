package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    private final Bytes five = Bytes.of(0xFF, 1, 2, 3, 0x80);

    @Test
    void hasValueEqualityWhereverItsBytesLie() {
        Bytes middle = Bytes.of(9, 1, 2, 3, 9).slice(1, 3);
        assertThat(middle).isEqualTo(five.slice(1, 3)).hasSameHashCodeAs(five.slice(1, 3));
        assertThat(middle)
                .isNotEqualTo(Bytes.of(1, 2))
                .isNotEqualTo(Bytes.of(1, 2, 4))
                .isNotEqualTo("010203");
        assertThat(Bytes.of()).isEqualTo(Bytes.EMPTY).hasSameHashCodeAs(five.slice(5, 0));
    }

    @Test
    void readsBytesAsUnsigned() {
        assertThat(five.u8(0)).isEqualTo(255);
        assertThat(five.u8(4)).isEqualTo(128);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesAnIndexOutsideTheSlice(int index) {
        Bytes slice = five.slice(1, 3);
        assertThatThrownBy(() -> slice.u8(index)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void slicesWithoutCopying() {
        byte[] array = {1, 2, 3};
        Bytes view = Bytes.wrap(array).slice(1, 2);
        array[1] = 7;
        assertThat(view).isEqualTo(Bytes.of(7, 3));
    }

    @Test
    void slicesOfSlicesCountFromTheSlice() {
        assertThat(five.slice(1, 4).slice(1, 2)).isEqualTo(Bytes.of(2, 3));
        assertThat(five.slice(1, 3).from(1)).isEqualTo(Bytes.of(2, 3));
        assertThat(five.from(5)).isEqualTo(Bytes.EMPTY);
        assertThat(five.from(0)).isSameAs(five);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 6", "5, 1", "6, 0", "1, -1", "1, 2147483647"})
    void refusesASliceThatIsNotInside(int from, int count) {
        assertThatThrownBy(() -> five.slice(from, count)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> five.copyTo(ByteBuffer.allocate(8), from, count))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.wrap(new byte[5], from, count)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refusesToStartBehindItsEnd() {
        assertThatThrownBy(() -> five.from(6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> five.from(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void copiesForThoseWhoGoOnWriting() {
        byte[] array = {1, 2};
        Bytes copy = Bytes.copyOf(array);
        array[0] = 9;
        assertThat(copy).isEqualTo(Bytes.of(1, 2));
        copy.toByteArray()[0] = 9;
        assertThat(copy).isEqualTo(Bytes.of(1, 2));
    }

    @Test
    void copiesIntoBuffersAndArrays() {
        var buffer = ByteBuffer.allocateDirect(4).put((byte) 9);
        five.copyTo(buffer, 1, 3);
        assertThat(buffer.hasRemaining()).isFalse();
        byte[] copied = new byte[4];
        buffer.flip().get(copied);
        assertThat(copied).containsExactly(9, 1, 2, 3);

        byte[] target = new byte[6];
        five.slice(1, 3).copyTo(target, 2);
        assertThat(target).containsExactly(0, 0, 1, 2, 3, 0);
        assertThatThrownBy(() -> five.copyTo(target, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void showsItselfAsAReadOnlyBuffer() {
        var buffer = five.slice(1, 3).asByteBuffer();
        assertThat(buffer.position()).isZero();
        assertThat(buffer.limit()).isEqualTo(3);
        assertThat(buffer.capacity()).isEqualTo(3);
        assertThat(buffer.get(2)).isEqualTo((byte) 3);
        assertThatThrownBy(() -> buffer.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void readsHexadecimalDigits() {
        assertThat(Bytes.hex("fF 01\n02\t0380")).isEqualTo(five);
        assertThat(five.toHex()).isEqualTo("ff01020380");
        assertThatThrownBy(() -> Bytes.hex("1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Bytes.hex("zz")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isTextInUtf8() {
        assertThat(Bytes.utf8("é😀")).isEqualTo(Bytes.hex("C3A9 F09F9880"));
        assertThat(Bytes.hex("41 C3A9 42").slice(1, 2).toUtf8()).isEqualTo("é");
        assertThat(Bytes.hex("41 FF").toUtf8()).isEqualTo("A\uFFFD");
    }

    @Test
    void joinsPiecesInTheirOrder() {
        Bytes whole = Bytes.of(1, 2, 3, 4);
        assertThat(Bytes.join(List.of(whole.from(2), Bytes.EMPTY, whole.slice(0, 2))))
                .isEqualTo(Bytes.of(3, 4, 1, 2));
        assertThat(Bytes.join(List.of())).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void knowsItsPrefixes() {
        assertThat(five.startsWith(Bytes.EMPTY)).isTrue();
        assertThat(five.startsWith(Bytes.of(0xFF, 1))).isTrue();
        assertThat(five.startsWith(five)).isTrue();
        assertThat(five.startsWith(Bytes.of(0xFF, 2))).isFalse();
        assertThat(five.slice(0, 1).startsWith(five)).isFalse();
    }

    @Test
    void knowsWhereAViewLiesInTheWhole() {
        Bytes whole = Bytes.of(1, 2, 3, 4).from(1);
        assertThat(whole.offsetIn(whole)).isZero();
        assertThat(whole.slice(1, 2).offsetIn(whole)).isEqualTo(1);
        assertThat(whole.offsetIn(whole.slice(1, 1))).isEqualTo(-1);
        assertThat(Bytes.of(2, 3, 4).offsetIn(whole)).isEqualTo(-1);
    }

    @Test
    void printsItselfShort() {
        assertThat(Bytes.EMPTY).hasToString("0 bytes []");
        assertThat(five).hasToString("5 bytes [ff01020380]");
        assertThat(Bytes.wrap(new byte[16])).hasToString("16 bytes [" + "00".repeat(16) + "]");
        assertThat(Bytes.wrap(new byte[17])).hasToString("17 bytes [" + "00".repeat(16) + "...]");
    }

    @Test
    void isEmptyWithoutBytes() {
        assertThat(Bytes.EMPTY.isEmpty()).isTrue();
        assertThat(Bytes.wrap(new byte[0])).isSameAs(Bytes.EMPTY);
        assertThat(five.isEmpty()).isFalse();
        assertThat(five.length()).isEqualTo(5);
    }
}
