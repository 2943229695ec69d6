/// Returns the number of edits between two texts: insertions, deletions and substitutions of a character, and
/// transpositions of two adjacent characters.
///
/// This is the optimal string alignment distance, a restricted form of the Damerau–Levenshtein distance (Damerau 1964): no
/// part of the text is edited twice. It takes time proportional to the product of the lengths.
///
///     editDistance("reveiw", "review")  // 1
public func editDistance(_ first: some StringProtocol, _ second: some StringProtocol) -> Int {
    let first = Array(first), second = Array(second)
    var previous: [Int] = [], current = Array(0...second.count)
    for row in first.indices {
        let beforePrevious = previous
        previous = current
        current = [row + 1] + Array(repeating: 0, count: second.count)
        for column in second.indices {
            let substitution = previous[column] + (first[row] == second[column] ? 0 : 1)
            current[column + 1] = min(substitution, previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                current[column + 1] = min(current[column + 1], beforePrevious[column - 1] + 1)
            }
        }
    }
    return current[second.count]
}

/// Returns the candidate that is closest to a misspelled word; nil if none is close.
///
/// A candidate is close if at most one edit for every three characters of the word separates the two. The first of several
/// equally close candidates is returned.
public func closestMatch(to word: String, in candidates: some Sequence<String>) -> String? {
    let distances = candidates.map { ($0, editDistance(word, $0)) }
    guard let closest = distances.min(by: { $0.1 < $1.1 }), closest.1 <= max(1, word.count / 3) else { return nil }
    return closest.0
}
