import CKernels
import Testing

@testable import NeuralNetwork

@Suite struct KernelsTests {
    /// Sizes below, at and above those of the tiles, and of the blocks of the depth (128).
    static let sizes = [
        (1, 1, 1), (1, 10, 256), (2, 3, 0), (3, 17, 5), (4, 8, 127), (5, 31, 128), (6, 16, 129), (7, 33, 2),
        (8, 32, 300),
        (9, 15, 40), (13, 47, 64), (32, 10, 256), (33, 65, 257), (97, 7, 31), (129, 34, 16), (131, 70, 130),
    ]

    @Test(arguments: supportedInstructionSets, sizes)
    func matrixProductsEqualPlainLoops(set: InstructionSet, size: (Int, Int, Int)) {
        let (rows, columns, depth) = size
        // Both inputs with and without transposition, and with gaps between rows.
        for (aIsTransposed, bIsTransposed) in [(false, false), (false, true), (true, false), (true, true)] {
            let a = Matrix(rows: rows, columns: depth, isTransposed: aIsTransposed, seed: 1)
            let b = Matrix(rows: depth, columns: columns, isTransposed: bIsTransposed, seed: 2)
            let product = multiply(set, a, b)
            let exact = exactProduct(a, b)
            var worst = 0.0
            for (row, values) in exact.enumerated() {
                for (column, value) in values.enumerated() {
                    worst = max(worst, abs(Double(product[row * (columns + 3) + column]) - value))
                }
                // The gap after the row is unchanged.
                #expect(product[(row * (columns + 3) + columns)..<((row + 1) * (columns + 3))].allSatisfy { $0 == 7 })
            }
            #expect(worst <= 1e-6 * Double(depth + 1), "\(size), transposed \(aIsTransposed), \(bIsTransposed)")
        }
    }

    @Test(arguments: supportedInstructionSets, [(10, 256), (33, 784), (256, 40)])
    func rowOfAProductDoesNotDependOnOtherRows(set: InstructionSet, size: (Int, Int)) {
        let (columns, depth) = size
        let rows = 37
        let b = Matrix(rows: depth, columns: columns, isTransposed: false, seed: 2)
        let all = Matrix(rows: rows, columns: depth, isTransposed: false, seed: 1)
        let product = multiply(set, all, b)
        for row in 0..<rows {
            let alone = multiply(set, all.rows(row..<row + 1), b)
            let later = multiply(set, all.rows(max(0, row - 5)..<row + 1), b)
            let stride = columns + 3
            let expected = product[row * stride..<row * stride + columns].map(\.bitPattern)
            #expect(alone[..<columns].map(\.bitPattern) == expected)
            #expect(later[(min(row, 5) * stride)...].prefix(columns).map(\.bitPattern) == expected)
        }
    }

    @Test(.enabled(if: kernels_supports(.AVX512)))
    func avx2AndAVX512GiveTheSameBits() {
        let a = Matrix(rows: 35, columns: 300, isTransposed: false, seed: 1)
        let b = Matrix(rows: 300, columns: 43, isTransposed: false, seed: 2)
        #expect(multiply(.AVX2, a, b).map(\.bitPattern) == multiply(.AVX512, a, b).map(\.bitPattern))
    }

    @Test(arguments: supportedInstructionSets, [1, 15, 16, 17, 100])
    func elementwiseKernelsFollowTheirFormulas(set: InstructionSet, count: Int) {
        let (x, y) = (randomFloats(count, seed: 1), randomFloats(count, seed: 2))
        var result = [Float](repeating: 7, count: count + 1)
        func check(_ formula: (Int) -> Float) {
            #expect(result[..<count].elementsEqual((0..<count).map(formula)))
            #expect(result[count] == 7, "one element too many")
        }

        kernels_relu(set, count, x, &result)
        check { max(x[$0], 0) }
        let output = result
        kernels_relu_backward(set, count, output, y, &result)
        check { x[$0] > 0 ? y[$0] : 0 }
        kernels_multiply_elements(set, count, x, y, &result)
        check { x[$0] * y[$0] }
        let bytes = (0..<count).map { UInt8($0 * 37 % 256) }
        kernels_scale_bytes(set, count, bytes, 1 / 255, &result)
        check { Float(bytes[$0]) * (1 / 255) }
        result[..<count] = x[...]
        kernels_add_bias(set, 1, count, y, &result)
        check { x[$0] + y[$0] }
    }

    @Test(arguments: supportedInstructionSets)
    func biasesAndTheirGradientsCoverAllRows(set: InstructionSet) {
        let (rows, columns) = (5, 19)
        let bias = randomFloats(columns, seed: 1)
        let values = randomFloats(rows * columns, seed: 2)
        var sum = values
        kernels_add_bias(set, rows, columns, bias, &sum)
        #expect(sum == values.enumerated().map { $1 + bias[$0 % columns] })
        var sums = [Float](repeating: 7, count: columns)
        kernels_sum_rows(set, rows, columns, values, &sums)
        for column in 0..<columns {
            let exact = (0..<rows).reduce(0.0) { $0 + Double(values[$1 * columns + column]) }
            #expect(abs(Double(sums[column]) - exact) < 1e-6)
        }
    }

    /// Otherwise a training with a non-finite loss would not be detected.
    @Test(arguments: supportedInstructionSets)
    func reluPropagatesNaN(set: InstructionSet) {
        var output = [Float](repeating: 0, count: 20)
        kernels_relu(set, 20, [Float](repeating: .nan, count: 20), &output)
        #expect(output.allSatisfy { $0.isNaN })
    }

    /// A matrix [rows, columns], stored by rows or by columns, with a gap of two floats after each.
    struct Matrix {
        var values: [Float]
        let rowCount: Int
        let columnCount: Int
        let rowStride: Int
        let columnStride: Int

        init(rows: Int, columns: Int, isTransposed: Bool, seed: UInt64) {
            (rowCount, columnCount) = (rows, columns)
            (rowStride, columnStride) = isTransposed ? (1, rows + 2) : (columns + 2, 1)
            values = randomFloats((rows + 2) * (columns + 2), seed: seed)
        }

        subscript(row: Int, column: Int) -> Float { values[row * rowStride + column * columnStride] }

        func rows(_ range: Range<Int>) -> Matrix {
            var copy = Matrix(rows: range.count, columns: columnCount, isTransposed: false, seed: 0)
            copy.values = Array(values[range.lowerBound * rowStride..<range.upperBound * rowStride])
            return copy
        }
    }

    /// Returns a · b [rows][columns] in Double.
    private func exactProduct(_ a: Matrix, _ b: Matrix) -> [[Double]] {
        (0..<a.rowCount).map { row in
            (0..<b.columnCount).map { column in
                var sum = 0.0
                for k in 0..<a.columnCount { sum += Double(a[row, k]) * Double(b[k, column]) }
                return sum
            }
        }
    }

    /// Returns a · b [rows, columns], each row followed by a gap of three sevens.
    private func multiply(_ set: InstructionSet, _ a: Matrix, _ b: Matrix) -> [Float] {
        let stride = b.columnCount + 3
        var product = [Float](repeating: 7, count: a.rowCount * stride)
        kernels_multiply(
            set, a.rowCount, b.columnCount, a.columnCount, a.values, a.rowStride, a.columnStride,
            b.values, b.rowStride, b.columnStride, &product, stride)
        return product
    }
}
