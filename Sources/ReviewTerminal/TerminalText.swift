import Catalog
import Foundation
import Reporting
import Review
import Tagging

/// The texts of the terminal, in English and Brazilian Portuguese.
struct TerminalText {
    let language: Language
    let words: CategoryNames

    private func pick(_ english: String, _ portuguese: String) -> String {
        switch language {
        case .english: english
        case .brazilianPortuguese: portuguese
        }
    }

    /// Returns the name of a category.
    func name(_ category: String) -> String { words.name(of: category, in: language) }

    /// Returns a share of 1 as a whole percentage.
    func percent(_ share: Double) -> String { share.percent(decimals: 0) }

    // MARK: The question

    /// Returns the reason why a product is in the queue.
    func reason(_ question: ReviewSession.Question) -> String {
        let details = question.details
        if details.isBlind {
            return pick(
                "Audit: the prediction is hidden, because your decision measures the precision of the model.",
                "Auditoria: a previsão fica oculta porque sua decisão mede a precisão do modelo.")
        }
        if let decided = details.decidedCategory {
            return pick("Decided: \(name(decided)).", "Decidido: \(name(decided)).")
        }
        guard let best = details.probabilities.first, let category = details.category else {
            return pick("Not classified yet.", "Ainda não classificado.")
        }
        if category != best.category {
            return pick(
                "The image changed after the decision: \(name(category)).",
                "A foto mudou depois da decisão: \(name(category)).")
        }
        if question.reason == .audit {
            return pick(
                "Audit: selected at random to measure the precision of the model.",
                "Auditoria: selecionado ao acaso para medir a precisão do modelo.")
        }
        if let decided = question.similarProducts.first?.decidedCategory, decided != category, best.probability >= 0.6 {
            return pick(
                "A similar product has another category: \(name(decided)).",
                "Um produto parecido tem outra categoria: \(name(decided)).")
        }
        guard details.probabilities.count > 1, best.probability < 0.9 else {
            return pick("The confidence is below the threshold.", "A confiança está abaixo do limite.")
        }
        let second = name(details.probabilities[1].category)
        return pick(
            "Low confidence: \(name(category)) or \(second).", "Confiança baixa: \(name(category)) ou \(second).")
    }

    var similarProducts: String { pick("Similar products, already decided", "Produtos parecidos, já decididos") }
    var noTitle: String { pick("(no title)", "(sem título)") }
    var noImage: String { pick("(no image)", "(sem foto)") }
    var sku: String { "SKU" }

    // MARK: The result of a key

    func notice(_ notice: ReviewSession.Notice) -> String {
        switch notice {
        case .recorded(let sku, let category?): "✓ \(sku): \(name(category))"
        case .recorded(let sku, nil):
            pick("\(sku): skipped, moved to the end of the queue", "\(sku): pulado, vai para o fim da fila")
        case .compared(let predicted, let probability, let decided):
            predicted == decided
                ? pick(
                    "Prediction: \(name(predicted)) \(percent(probability)), same as your decision.",
                    "Previsão: \(name(predicted)) \(percent(probability)), igual à sua decisão.")
                : pick(
                    "Prediction: \(name(predicted)) \(percent(probability)). Your decision: \(name(decided)).",
                    "Previsão: \(name(predicted)) \(percent(probability)). Sua decisão: \(name(decided)).")
        case .decidedMeanwhile(let sku, let category):
            pick(
                "\(sku) was decided by another user: \(name(category)). Enter keeps that; any category key changes it.",
                "\(sku) foi decidido por outra pessoa: \(name(category)). Enter mantém; outra categoria altera.")
        case .changedMeanwhile(let sku):
            pick(
                "\(sku) changed in the meantime, nothing was recorded. Please decide again.",
                "\(sku) mudou nesse meio-tempo, nada foi gravado. Decida de novo.")
        case .removedMeanwhile(let sku):
            pick(
                "\(sku) was removed from the shop. Nothing was recorded.",
                "\(sku) foi removido da loja. Nada foi gravado.")
        case .undone(let sku, let category):
            pick(
                "Undone: \(sku), \(category.map(name) ?? skipped)", "Desfeito: \(sku), \(category.map(name) ?? skipped)"
            )
        case .nothingToUndo: pick("No decision to undo.", "Não há decisão para desfazer.")
        case .undoneMeanwhile: pick("This decision is already undone.", "Esta decisão já foi desfeita.")
        case .isBlind:
            pick(
                "An audit has no prediction to accept. Press a category key, N or S.",
                "Auditoria não tem previsão para aceitar. Escolha uma categoria, N ou S.")
        case .hasNoPrediction:
            pick(
                "There is no prediction to accept. Press a category key, N or S.",
                "Não há previsão para aceitar. Escolha uma categoria, N ou S.")
        case .isBusy:
            pick(
                "The catalog is locked by another process, nothing was recorded. Press the key again.",
                "O catálogo está em uso por outro programa, nada foi gravado. Tecle de novo.")
        }
    }

    // MARK: Progress

    func progress(decided: Int, waiting: Int) -> String {
        pick(
            "\(decided) decided · \(waiting) left",
            "\(decided) \(decided == 1 ? "decidido" : "decididos") · \(waiting == 1 ? "falta" : "faltam") \(waiting)")
    }

    /// Returns the state of certification as a long and a short text.
    func certification(_ certification: Certification) -> (long: String, short: String) {
        let target = certification.precisionTarget.exactPercent
        if let certificate = certification.certificate {
            let share = percent(certificate.coverage)
            let short = pick("\(target) precision certified", "precisão de \(target) certificada")
            return (
                short + pick(" for \(share) of the products", " para \(share) dos produtos"), short
            )
        }
        if let need = certification.forecast {
            let share = percent(need.coverage)
            let audits = need.audits.counted("more audit")
            let short = pick(
                "\(target) precision: \(audits) needed",
                "precisão de \(target): \(need.audits == 1 ? "falta" : "faltam") \(need.audits.counted("auditoria"))")
            return (
                short + pick(" to certify \(share) of the products", " para certificar \(share) dos produtos"), short
            )
        }
        let short = pick("\(target) precision not certifiable", "precisão de \(target) não certificável")
        return (
            short
                + pick(" with this model; improve it with tagger learn", " com este modelo; melhore-o com tagger learn"),
            short
        )
    }

    // MARK: Pauses and pages

    /// Returns the paragraphs of a pause.
    func pause(_ pause: ReviewSession.Pause) -> [String] {
        let quit = pick("Q quits.", "Q sai.")
        return switch pause {
        case .nothing: [pick("The review queue is empty.", "A fila de revisão está vazia."), quit]
        case .filtered:
            [
                pick(
                    "No product in the review queue matches the filter. Without the filter, there are more.",
                    "Nenhum produto da fila de revisão passa pelo filtro. Sem o filtro, há outros."), quit,
            ]
        case .onlySkipped:
            [
                pick("Only skipped products are left.", "Restam só produtos pulados."),
                pick("Enter shows the skipped products again, Q quits.", "Enter mostra os pulados de novo, Q sai."),
            ]
        case .onlyAudits:
            [
                pick("The review queue is empty. Well done!", "A fila de revisão está vazia. Muito bem!"),
                pick(
                    "Audits of tagged products help to certify the precision.",
                    "Auditorias de produtos já categorizados ajudam a certificar a precisão."),
                pick("Enter continues with audits, Q quits.", "Enter continua com as auditorias, Q sai."),
            ]
        case .busy:
            [
                pick("The catalog is locked by another process.", "O catálogo está em uso por outro programa."),
                pick("Enter tries again, Q quits.", "Enter tenta de novo, Q sai."),
            ]
        }
    }

    /// Returns the key hints, the most important first.
    func hints(canAccept: Bool, isDecided: Bool) -> [String] {
        let enter = isDecided ? pick("⏎ keep", "⏎ manter") : pick("⏎ accept", "⏎ aceitar")
        return (canAccept || isDecided ? [enter] : [])
            + [
                pick("1–9, 0 category", "1–9, 0 categoria"), pick("N none", "N nenhuma"), pick("S skip", "S pular"),
                pick("U undo", "U desfazer"), pick("? help", "? ajuda"), pick("Q quit", "Q sair"),
                pick("H history", "H histórico"),
            ]
    }

    var help: [(key: String, text: String)] {
        [
            ("1–9, 0", pick("Set the category with this digit", "Definir a categoria com este dígito")),
            ("Enter", pick("Accept the prediction (marked ⏎)", "Aceitar a previsão (marcada com ⏎)")),
            ("N", pick("None of these categories", "Nenhuma destas categorias")),
            ("S", pick("Skip: move to the end of the queue", "Pular: mover para o fim da fila")),
            (
                "U",
                pick(
                    "Undo the latest decision; again: the one before",
                    "Desfazer a última decisão; de novo: a anterior")
            ),
            ("H", pick("History: undo any decision", "Histórico: desfazer qualquer decisão")),
            ("Q, Esc", pick("Quit; every decision is already stored", "Sair; cada decisão já está gravada")),
        ]
    }

    var helpTitle: String { pick("Keys", "Teclas") }
    var backHint: String { pick("any key: back", "qualquer tecla: voltar") }
    var historyTitle: String { pick("History", "Histórico") }
    var historyHint: String { pick("↑ ↓ select  U undo  Esc back", "↑ ↓ escolher  U desfazer  Esc voltar") }
    var emptyHistory: String { pick("No decisions yet.", "Nenhuma decisão ainda.") }
    var undone: String { pick("undone", "desfeita") }
    var skipped: String { pick("skipped", "pulado") }
    var tooSmall: String { pick("Make the window larger.", "Aumente a janela.") }

    /// Returns the line that is printed at the end.
    func farewell(decided: Int) -> String {
        switch decided {
        case 0: pick("No products decided.", "Nenhum produto decidido.")
        case 1: pick("1 product decided.", "1 produto decidido.")
        default: pick("\(decided) products decided.", "\(decided) produtos decididos.")
        }
    }

    // MARK: Without control sequences

    /// Returns the keys with their meanings, in one line.
    func plainHints(prediction: String?) -> String {
        let keys = CategoryNames.all.compactMap { category in
            CategoryNames.key(of: category).map { "\($0.uppercased()) \(name(category))" }
        }
        let rest = pick("S skip, U undo, H history, Q quit", "S pular, U desfazer, H histórico, Q sair")
        let enter = prediction.map { pick("; only Enter: \(name($0))", "; só Enter: \(name($0))") } ?? ""
        return (keys + [rest]).joined(separator: ", ") + enter
    }

    var why: String { pick("Reason", "Motivo") }
    var prediction: String { pick("Prediction", "Previsão") }
    var oneKey: String { pick("Type one key, then Enter.", "Digite uma tecla e depois Enter.") }
}
